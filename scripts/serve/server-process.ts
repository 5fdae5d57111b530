import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { environmentVariables } from '../../lib/env.ts'
import { root } from '../process/root.ts'
import type { ReadyMessage } from './announce.ts'

/** Variables of the application; what is not named here is empty in the server, whatever `.env` or the shell say. */
export type ServerVariables = Readonly<Record<string, string>>

/** A server that runs as a process of its own, started the way `npm start` starts it. */
export type ServerProcess = {
  readonly origin: string
  readonly pid: number
  /** Everything it has written to stdout and stderr until now. */
  logs(): string
  /** Resolves with its exit code (null: ended by a signal) once it has ended. */
  readonly ended: Promise<number | null>
  /** Asks it to end, as Ctrl-C does, and waits; one that does not end within 15 s is ended by force. */
  stop(): Promise<void>
  /** Ends it by force, as a power cut does, and waits. */
  kill(): Promise<void>
}

const STOP_WITHIN_MS = 15_000

/** The server ended before it answered; `logs` and the exit code say why. */
export class ServerStartError extends Error {
  readonly logs: string
  readonly exitCode: number | null
  constructor(exitCode: number | null, logs: string) {
    super(`The server ended before it answered (exit code ${exitCode}):\n${logs}`)
    this.name = 'ServerStartError'
    this.logs = logs
    this.exitCode = exitCode
  }
}

function childEnvironment(variables: ServerVariables): NodeJS.ProcessEnv {
  const blank = Object.fromEntries(environmentVariables.map((name) => [name, '']))
  return { ...process.env, ...blank, HOST: '127.0.0.1', PORT: '0', ...variables, NODE_ENV: 'production' }
}

function whenReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('message', (message: ReadyMessage) => resolve(message.readyAt))
  })
}

/**
 * Starts a production server, on a free port unless `variables` name one, and waits until it answers.
 * It ends with us: when this process goes away, even by force, the closed channel tells it.
 * @throws ServerStartError when it ends before that.
 */
export async function startServerProcess(variables: ServerVariables): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(root, 'scripts/start.ts')], {
    cwd: root,
    env: childEnvironment(variables),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let logs = ''
  const keep = (chunk: string) => {
    logs += chunk
  }
  child.stdout?.setEncoding('utf8').on('data', keep)
  child.stderr?.setEncoding('utf8').on('data', keep)
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
    child.once('error', (error) => {
      keep(error.message)
      resolve(null)
    })
  })
  const origin = await Promise.race([whenReady(child), ended])
  if (typeof origin !== 'string') throw new ServerStartError(origin, logs)

  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return {
    origin,
    pid: child.pid ?? 0,
    logs: () => logs,
    ended,
    kill,
    stop: async () => {
      child.kill('SIGTERM')
      const force = setTimeout(kill, STOP_WITHIN_MS)
      await ended
      clearTimeout(force)
    },
  }
}
