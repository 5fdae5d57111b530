import { readFileSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second (sysconf(_SC_CLK_TCK)). */
const TICK_MS = 10

/** Processor time that a process has spent so far, all its threads together, in ms; null where /proc tells nothing. */
export function cpuMsOf(pid: number): number | null {
  try {
    // The name of the process stands in brackets and may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /u, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return null
  }
}

/** Memory of a process that is in use (resident), in bytes; null where /proc tells nothing. */
export function residentBytesOf(pid: number): number | null {
  try {
    const [, kib] = /^VmRSS:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kib ? Number(kib) * 1024 : null
  } catch {
    return null
  }
}
