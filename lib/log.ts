const levels = ['debug', 'info', 'warn', 'error'] as const
type Level = (typeof levels)[number]

/** Facts about an event: ids, codes, counts, durations. Never a message's text, a key, a cookie or an upstream body. */
export type LogFacts = Record<string, string | number | boolean | null | undefined>

/** Kept by the process: Next loads this module once per bundle, and the start sets the level in another than the routes'. */
const thresholdKey = Symbol.for('neptun.log-level')

/** Sets the least level that is written, `info` before that; called once by whoever reads the environment. */
export function setLogLevel(level: Level): void {
  Reflect.set(globalThis, thresholdKey, level)
}

function isWritten(level: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(Reflect.get(globalThis, thresholdKey) ?? 'info')
}

function write(level: Level, event: string, facts: LogFacts = {}): void {
  if (!isWritten(level)) return
  const line = JSON.stringify({ time: new Date().toISOString(), level, event, ...facts })
  ;(level === 'error' || level === 'warn' ? process.stderr : process.stdout).write(`${line}\n`)
}

/** One JSON line per event. */
export const log = {
  debug: (event: string, facts?: LogFacts) => write('debug', event, facts),
  info: (event: string, facts?: LogFacts) => write('info', event, facts),
  warn: (event: string, facts?: LogFacts) => write('warn', event, facts),
  error: (event: string, facts?: LogFacts) => write('error', event, facts),
}

/** The name and code of a thrown thing, safe to log: its message may quote a person's text, so it is left out. */
export function errorFacts(error: unknown): LogFacts {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const cause = error.cause instanceof Error ? error.cause.name : undefined
  return { error: error.name, errorCode: code, cause, at: error.stack?.split('\n')[1]?.trim() }
}
