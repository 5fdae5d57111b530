import { setInterval } from 'node:timers'

/** Called with the number of ticks so far; false ends it. */
type Step = () => boolean

const SLOTS = 10

/**
 * Steps any number of streams at one pace with one timer: a stream joins the slot whose turn is farthest away, so that
 * they are spread over the time between two tokens as independent upstreams are.
 */
export class Pacer {
  readonly #slots: Set<Step>[] = Array.from({ length: SLOTS }, () => new Set())
  #slot = 0
  #next = 0

  constructor(gapMs: number) {
    setInterval(() => this.#tick(), gapMs / SLOTS)
  }

  add(step: Step): void {
    this.#slots[this.#next % SLOTS]?.add(step)
    this.#next += 1
  }

  #tick(): void {
    const slot = this.#slots[this.#slot % SLOTS]
    this.#slot += 1
    for (const step of slot ?? []) if (!step()) slot?.delete(step)
  }
}
