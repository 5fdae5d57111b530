import { onEndingSignal, signalExitCode } from '../process/signals.ts'

/** How long open replies may hold up the end of the server. */
const GRACE_MS = 10_000
/** Ctrl-C reaches us twice, from the terminal and through npm; a person's second one comes later than this. */
const SAME_SIGNAL_MS = 1_000

/**
 * Next ends at SIGINT and SIGTERM once every open response has ended, which an event stream can put off for minutes.
 * This bounds it: after `GRACE_MS`, or at a second signal, the process ends. A terminal or a parent that goes away
 * (the channel of child-process.ts closes) counts as SIGTERM.
 */
export function endInTime(): void {
  let firstAt: number | undefined
  onEndingSignal((signal) => {
    const now = performance.now()
    if (firstAt !== undefined && now - firstAt < SAME_SIGNAL_MS) return
    if (firstAt !== undefined) process.exit(signalExitCode(signal))
    firstAt = now
    setTimeout(() => process.exit(signalExitCode(signal)), GRACE_MS).unref()
    if (signal === 'SIGHUP') process.kill(process.pid, 'SIGTERM')
  })
  if (process.connected) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
}
