import 'server-only'
import { errorFacts, log } from '../log.ts'
import { processWide } from '../process-wide.ts'
import type { Store } from '../store/contract.ts'
import { runningReplies } from './running.ts'
import { DEAD_AFTER_MS, SHUTDOWN_GRACE_MS } from './timing.ts'

/** Dead replies that one sweep ends; the rest goes with the next one or with whoever looks at them. */
const SWEEP_LIMIT = 1000

/** Makes `interrupted` what former processes left unfinished. Never rejects: a store that is away is told elsewhere. */
export async function sweepDeadReplies(store: Pick<Store, 'generations'>): Promise<void> {
  const now = Date.now()
  try {
    const swept = await store.generations.reap({ limit: SWEEP_LIMIT }, now - DEAD_AFTER_MS, now)
    if (swept > 0) log.info('replies.interrupted', { count: swept })
  } catch (error) {
    log.warn('replies.sweep.failed', errorFacts(error))
  }
}

const sleep = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms)
  })

/** Lets running replies end by themselves for a while, then ends them as `interrupted` with all that was written. */
export async function endRunningReplies(graceMs = SHUTDOWN_GRACE_MS): Promise<void> {
  const deadline = performance.now() + graceMs
  while (runningReplies.size > 0 && performance.now() < deadline) await sleep(50)
  await Promise.all([...runningReplies.values()].map((running) => running.shutDown()))
}

const shutdown = processWide('shutdown', () => ({ watched: false }))

/**
 * Has this process end its replies in order when it is told to end. The server itself waits for its open responses,
 * which end with their replies, and then exits.
 */
export function watchForShutdown(): void {
  if (shutdown.watched) return
  shutdown.watched = true
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void endRunningReplies())
}
