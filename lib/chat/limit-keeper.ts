import { needsLease } from '../domain/limits.ts'
import { errorFacts, log } from '../log.ts'
import { processWide } from '../process-wide.ts'
import type { LimitClaim, LimitOutcome, LimitStore } from '../store/contract.ts'
import { LocalLimits } from './local-limits.ts'
import { LIMIT_PATIENCE_MS } from './timing.ts'
import { tryAgain } from './try-again.ts'

type Release = Parameters<LimitStore['release']>[0]

/** A turn is known by its lease to be released already; one that holds none would be given back twice. */
const mayBeRepeated = ({ turnBack, holders }: Release) =>
  !turnBack || holders.every(({ limits }) => needsLease(limits))

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The store did not answer in time')), LIMIT_PATIENCE_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Counts in the store, and, while it fails, in this process with the same limits: the gate neither opens for all nor
 * shuts for all (docs/decisions/0008-limits.md). Logged once when it begins and once when it ends.
 */
class LimitKeeper {
  readonly #local = new LocalLimits()
  #failingSinceMs: number | null = null

  /** Takes a turn, and tells where it was counted, for there it has to be released. Never rejects. */
  async take(store: LimitStore, claim: LimitClaim): Promise<{ outcome: LimitOutcome; limits: LimitStore }> {
    try {
      const outcome = await inTime(store.take(claim))
      this.#worked()
      return { outcome, limits: store }
    } catch (error) {
      this.#failed(error)
      return { outcome: await this.#local.take(claim), limits: this.#local }
    }
  }

  /**
   * Releases a turn where it was taken. Resolves after the first try, with `settled` for those that follow behind while
   * the store fails. Neither rejects.
   */
  async release(limits: LimitStore, release: Release): Promise<{ settled: Promise<void> }> {
    const tried = Promise.withResolvers<void>()
    const once = () => inTime(limits.release(release))
    const onFirstFault = (error: unknown) => {
      this.#failed(error)
      tried.resolve()
    }
    const released = mayBeRepeated(release) ? tryAgain(once, onFirstFault) : once().catch(onFirstFault)
    const settled = released
      .catch((error: unknown) =>
        log.error('limits.not-released', { tokens: release.tokens, ...errorFacts(error) }),
      )
      .finally(tried.resolve)
    await tried.promise
    return { settled }
  }

  #failed(error: unknown): void {
    if (this.#failingSinceMs !== null) return
    this.#failingSinceMs = performance.now()
    log.error('limits.store.failing', { countedBy: 'this process', ...errorFacts(error) })
  }

  #worked(): void {
    if (this.#failingSinceMs === null) return
    log.info('limits.store.recovered', { afterMs: Math.round(performance.now() - this.#failingSinceMs) })
    this.#failingSinceMs = null
  }
}

export const limitKeeper = processWide('limit-keeper', () => new LimitKeeper())
