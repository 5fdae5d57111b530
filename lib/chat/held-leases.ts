import { errorFacts, log } from '../log.ts'
import { processWide } from '../process-wide.ts'
import type { LimitStore } from '../store/contract.ts'
import { LEASE_MS, RENEW_LEASES_EVERY_MS } from './timing.ts'

type HeldLease = { limits: LimitStore; subjects: readonly string[]; lease: string }

/** The leases of the replies that this process writes, renewed together. Those of a process that dies end by themselves. */
class HeldLeases {
  readonly #held = new Set<HeldLease>()
  #timer: NodeJS.Timeout | undefined

  /** Renews a lease until the result is called. */
  hold(lease: HeldLease): () => void {
    this.#held.add(lease)
    this.#timer ??= setInterval(() => void this.#renew(), RENEW_LEASES_EVERY_MS).unref()
    return () => {
      this.#held.delete(lease)
      if (this.#held.size > 0) return
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }

  async #renew(): Promise<void> {
    const until = Date.now() + LEASE_MS
    const byStore = Map.groupBy(this.#held, ({ limits }) => limits)
    for (const [limits, leases] of byStore) {
      try {
        await limits.renew(leases, until)
      } catch (error) {
        log.warn('limits.renew.failed', errorFacts(error))
      }
    }
  }
}

export const heldLeases = processWide('held-leases', () => new HeldLeases())
