import { spawn } from 'node:child_process'
import { root } from './root.ts'
import { onEndingSignal, signalExitCode } from './signals.ts'

type CommandOptions = { env?: NodeJS.ProcessEnv; timeLimitMs?: number }

/** How long a command that was told to end may take before it is ended by force. */
const FORCE_AFTER_MS = 5_000
/** The exit code of a command that overran its time limit, as timeout(1) gives it. */
const TIMED_OUT = 124

/**
 * Runs a command in the project's folder, its output going where ours goes, and gives its exit code (128 + the number
 * of the signal that ended it, 127 when it could not be started, 124 when it overran `timeLimitMs`). It runs in a
 * process group of its own, so that nothing it has started is left behind: not when its time is over, not when we are
 * told to end, which ends first it and then us.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: options.env ?? process.env,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: process.platform !== 'win32',
    })
    const signalGroup = (signal: NodeJS.Signals) => {
      if (child.pid === undefined) return
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
      } catch {
        // The group has ended in the meantime, which is what was wanted.
      }
    }
    let timedOut = false
    let interruptedBy: NodeJS.Signals | undefined
    let force: NodeJS.Timeout | undefined
    const end = () => {
      signalGroup('SIGTERM')
      force ??= setTimeout(() => signalGroup('SIGKILL'), FORCE_AFTER_MS)
    }
    const limit =
      options.timeLimitMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true
            end()
          }, options.timeLimitMs)
    const stopListening = onEndingSignal((signal) => {
      interruptedBy = signal
      end()
    })
    const settle = (code: number) => {
      clearTimeout(limit)
      clearTimeout(force)
      stopListening()
      signalGroup('SIGKILL')
      if (interruptedBy) process.exit(signalExitCode(interruptedBy))
      resolve(code)
    }
    child.once('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      settle(127)
    })
    child.once('exit', (code, signal) => settle(timedOut ? TIMED_OUT : (code ?? signalExitCode(signal))))
  })
}
