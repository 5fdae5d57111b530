import { vi } from 'vitest'

/** Everything that is logged from now on, until the spies are restored. */
export function recordLog(): string[] {
  const lines: string[] = []
  const record = (line: unknown) => {
    lines.push(String(line))
    return true
  }
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(record)
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...words) => void record(words.map(String).join(' ')))
  return lines
}
