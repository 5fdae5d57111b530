import type { Timeouts } from '../provider.ts'

/** What did not happen in time; `tail` and `document` only end a wait for what we can do without. */
export type Expiry = 'connect' | 'first-part' | 'idle' | 'total' | 'tail' | 'document'

/** How long the usage and the end mark may take after the finish reason; the reply is complete without them. */
export const TAIL_MS = 5_000
/** How long the rest of an error's body is waited for; its status is known already. */
export const DOCUMENT_MS = 5_000

type Timer = ReturnType<typeof setTimeout>

/**
 * The clocks of one exchange. A part of the reply (a piece, a finish reason, the usage) is what counts: comments,
 * keep-alives and empty frames neither begin a reply nor keep it alive, or an upstream that sends nothing else would
 * hold its caller until `totalMs`.
 */
export class Deadlines {
  readonly #timeouts: Timeouts
  readonly #onExpiry: (expiry: Expiry, waitedMs: number) => void
  #connect: Timer | undefined
  #total: Timer | undefined
  /** One of first part, idle, tail or document: what is waited for now. */
  #next: Timer | undefined
  #phase: Expiry | null = null
  #held = false

  constructor(timeouts: Timeouts, onExpiry: (expiry: Expiry, waitedMs: number) => void) {
    this.#timeouts = timeouts
    this.#onExpiry = onExpiry
  }

  start(): void {
    this.#connect = this.#timer('connect', this.#timeouts.connectMs)
    this.#total = this.#timer('total', this.#timeouts.totalMs)
    this.#await('first-part', this.#timeouts.firstPartMs)
  }

  connected(): void {
    clearTimeout(this.#connect)
  }

  part(): void {
    if (this.#phase !== 'idle') this.#await('idle', this.#timeouts.idleMs)
    else if (!this.#held) this.#next?.refresh()
  }

  /** The reply is there; only what is said about it may still come. */
  finishing(): void {
    if (this.#phase !== 'tail') this.#await('tail', TAIL_MS)
  }

  /** An error document is being gathered. */
  gathering(): void {
    if (this.#phase !== 'document') this.#await('document', DOCUMENT_MS)
  }

  /** We stopped reading because our reader is slow: that silence is not the upstream's. */
  hold(): void {
    if (this.#phase !== 'idle') return
    this.#held = true
    clearTimeout(this.#next)
  }

  resume(): void {
    if (!this.#held) return
    this.#held = false
    this.#await('idle', this.#timeouts.idleMs)
  }

  clear(): void {
    clearTimeout(this.#connect)
    clearTimeout(this.#total)
    clearTimeout(this.#next)
  }

  #await(phase: Expiry, ms: number): void {
    clearTimeout(this.#next)
    this.#phase = phase
    this.#held = false
    this.#next = this.#timer(phase, ms)
  }

  #timer(expiry: Expiry, ms: number): Timer {
    return setTimeout(() => this.#onExpiry(expiry, ms), ms)
  }
}
