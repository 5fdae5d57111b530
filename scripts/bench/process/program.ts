import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { ScriptError } from '../../process/or-explain.ts'
import { nextFreePort } from '../../serve/address.ts'

/** A server that the benchmark has started. */
export type Program = { origin: string; pid: number; stop(): Promise<void> }

const HOST = '127.0.0.1'
const PORTS_FROM = 20_000
const ANSWERS_WITHIN_MS = 60_000
const LOOK_EVERY_MS = 5

let nextPort = PORTS_FROM + (process.pid % 20_000)

/** A port that nothing listens on, and no two the same. */
export async function freePort(): Promise<number> {
  const port = await nextFreePort({ host: HOST, port: nextPort })
  if (port === null) throw new ScriptError('The benchmark found no free port.')
  nextPort = port + 1
  return port
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port })
    const settle = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}

/**
 * Starts a Node program that listens on the port it is given, by its arguments or `portVariable`, and waits until it does.
 * @throws ScriptError with what it printed when it ends before.
 */
export async function startProgram(
  args: (port: number) => readonly string[],
  options: { cwd: string; env?: Record<string, string>; portVariable?: string },
): Promise<Program> {
  const port = await freePort()
  const child = spawn(process.execPath, args(port), {
    cwd: options.cwd,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      ...options.env,
      ...(options.portVariable ? { [options.portVariable]: String(port) } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      if (printed.length < 10_000) printed += chunk
    })
  let ended = false
  const end = new Promise<void>((resolve) => {
    child.once('close', () => {
      ended = true
      resolve()
    })
    child.once('error', (error) => {
      printed += error.message
      ended = true
      resolve()
    })
  })
  const giveUpAt = performance.now() + ANSWERS_WITHIN_MS
  while (!(await listens(port))) {
    if (ended || performance.now() > giveUpAt) {
      child.kill('SIGKILL')
      throw new ScriptError(`A program of the benchmark did not start:\n${printed}`)
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  return {
    origin: `http://${HOST}:${port}`,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGKILL')
      await end
    },
  }
}
