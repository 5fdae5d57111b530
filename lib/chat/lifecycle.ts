import 'server-only'
import { errorFacts, log } from '../log.ts'
import { processWide } from '../process-wide.ts'
import type { Store } from '../store/contract.ts'
import { endOpenReplies } from './open-replies.ts'
import { DEAD_AFTER_MS, SHUTDOWN_GRACE_MS } from './timing.ts'

/** Dead replies that one step of a sweep ends. */
const SWEPT_AT_ONCE = 1000

/** Makes `interrupted` all that has given no sign of life since an instant. Never rejects. */
async function sweep(store: Pick<Store, 'generations'>, staleBefore: number): Promise<void> {
  try {
    let count = 0
    let swept: number
    do {
      swept = await store.generations.reap({ limit: SWEPT_AT_ONCE }, staleBefore, Date.now())
      count += swept
    } while (swept === SWEPT_AT_ONCE)
    if (count > 0) log.info('replies.interrupted', { count })
  } catch (error) {
    log.warn('replies.sweep.failed', errorFacts(error))
  }
}

/** Whether no other process works on the store's data. Where the store fails, nobody knows. */
async function isAlone(store: Pick<Store, 'enter'>): Promise<boolean> {
  try {
    return await store.enter()
  } catch (error) {
    log.warn('store.enter.failed', errorFacts(error))
    return false
  }
}

/**
 * Makes `interrupted` what former processes left unfinished; called once, before this process begins anything. Alone on
 * the data, all that runs is theirs, however short a while ago they died. Otherwise only time tells: what has been silent
 * for long now, and once more when all that died before this start has been. Never rejects.
 */
export async function sweepDeadReplies(store: Pick<Store, 'enter' | 'generations'>): Promise<void> {
  const now = Date.now()
  if (await isAlone(store)) return sweep(store, now)
  setTimeout(() => void sweep(store, now), DEAD_AFTER_MS).unref()
  await sweep(store, now - DEAD_AFTER_MS)
}

const shutdown = processWide('shutdown', () => ({ watched: false }))

/**
 * Has this process end its replies in order when it is told to end. The server itself waits for its open responses,
 * which end with their replies, and for the replies that nobody listens to (`after` of the turn's route), and exits.
 */
export function watchForShutdown(): void {
  if (shutdown.watched) return
  shutdown.watched = true
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void endOpenReplies(SHUTDOWN_GRACE_MS))
}
