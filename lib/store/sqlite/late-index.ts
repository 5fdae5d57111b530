import type { DatabaseSync } from 'node:sqlite'
import { BUSY_TIMEOUT_MS } from './database.ts'
import type { SearchIndex } from './search-index.ts'
import { atOnce } from './transaction.ts'

/** After so long other work has its turn. */
const WORK_MS = 5
/** The rest waits so many times as long as the work took: a tenth of the thread is given to it, */
const REST_SHARE = 9
/** or half, while more documents than this are noted: it must not fall behind for good. */
const MANY_DOCUMENTS = 2_000
const SHORTEST_REST_MS = 20
/** After a fault, such as a full disk or a lock that another process holds: nobody waits for that here. */
const RETRY_MS = 500

/** Puts noted documents into the search index of an opened database, in the background. */
export type LateIndex = {
  /** Something was noted. */
  wake(): void
  stop(): void
}

/** Begins with what an earlier process has left. */
export function startLateIndex(database: DatabaseSync, index: SearchIndex): LateIndex {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  /** Gives the rest it needs in milliseconds, null when nothing is left to do. */
  function work(): number | null {
    try {
      if (!index.isBehind(null, 0)) return null
      database.exec('PRAGMA busy_timeout = 0')
      const begunMs = performance.now()
      const goesOn = () => performance.now() - begunMs < WORK_MS
      const isLeft = atOnce(database, () => index.catchUp(null, goesOn))
      if (!isLeft) return null
      const share = index.isBehind(null, MANY_DOCUMENTS) ? 1 : REST_SHARE
      return Math.max(SHORTEST_REST_MS, (performance.now() - begunMs) * share)
    } catch {
      return RETRY_MS
    } finally {
      database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    }
  }

  function schedule(afterMs: number): void {
    if (isStopped || timer) return
    timer = setTimeout(() => {
      timer = undefined
      const restMs = work()
      if (restMs !== null) schedule(restMs)
    }, afterMs)
    timer.unref()
  }

  schedule(SHORTEST_REST_MS)
  return {
    wake: () => schedule(SHORTEST_REST_MS),
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
