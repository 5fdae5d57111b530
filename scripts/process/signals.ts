import { constants } from 'node:os'

/** What asks a process to end: Ctrl-C, a supervisor, a terminal that closes. */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Calls `listener` at every signal that asks us to end; the result stops that. */
export function onEndingSignal(listener: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of endingSignals) process.on(signal, listener)
  return () => {
    for (const signal of endingSignals) process.removeListener(signal, listener)
  }
}

/** The exit code that a shell gives a process which that signal ended. */
export function signalExitCode(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal])
}
