import type { GenerationId } from '../domain/ids.ts'
import { errorFacts, log } from '../log.ts'
import { processWide } from '../process-wide.ts'

/**
 * Tells the log once when the store no longer takes what running replies write, and once when it takes all of it again:
 * fifty replies that fail five times a second are one event.
 */
class StoreOutage {
  readonly #failing = new Set<GenerationId>()
  #sinceMs = 0

  failed(generationId: GenerationId, step: 'append' | 'finish', error: unknown): void {
    if (this.#failing.size === 0) {
      this.#sinceMs = performance.now()
      log.warn('store.failing', { step, generationId, ...errorFacts(error) })
    }
    this.#failing.add(generationId)
  }

  worked(generationId: GenerationId): void {
    if (!this.#failing.delete(generationId) || this.#failing.size > 0) return
    log.info('store.recovered', { afterMs: Math.round(performance.now() - this.#sinceMs) })
  }

  /** This reply is given up; whether the store works is for others to tell. */
  givenUp(generationId: GenerationId): void {
    this.#failing.delete(generationId)
    log.error('store.finish.given-up', { generationId })
  }
}

/** The outage of this process's store, if there is one. */
export const storeOutage = processWide('store-outage', () => new StoreOutage())
