import type { ReplyDelta } from '../../domain/chat.ts'
import type { Reply } from './reply.ts'

/** More than this is not kept for a reader that is slow: the upstream has to wait. */
const MOST_WAITING_CHARACTERS = 64 * 1024

type Upstream = { pause: () => void; resume: () => void }

/**
 * Hands over a reply as it is asked for: all that waits in one step, so that a reader who is behind catches up at the
 * price of one piece. While nobody asks, only so much is kept.
 */
export class ReplyPieces {
  readonly #reply: Reply
  readonly #upstream: Upstream
  #reader: ((pieces: ReplyDelta[] | null) => void) | null = null
  #ended = false
  #scheduled = false
  #paused = false

  constructor(reply: Reply, upstream: Upstream) {
    this.#reply = reply
    this.#upstream = upstream
  }

  /** What has come since the last call, as soon as there is something; null once nothing more will come. */
  read(): Promise<ReplyDelta[] | null> {
    return new Promise((resolve) => {
      this.#reader = resolve
      this.#hand()
    })
  }

  /** There is more. What one network read brings comes in many calls of one turn, so it is handed over behind them. */
  schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      this.#hand()
    })
  }

  /** Nothing more will come. */
  end(): void {
    this.#ended = true
    this.#hand()
  }

  #hand(): void {
    if (this.#reader) {
      const pieces = this.#reply.take(this.#ended)
      if (pieces.length > 0) this.#settle(pieces)
      else if (this.#ended) this.#settle(null)
      if (!this.#paused) return
      this.#paused = false
      this.#upstream.resume()
    } else if (!this.#ended && !this.#paused && this.#reply.waitingCharacters > MOST_WAITING_CHARACTERS) {
      this.#paused = true
      this.#upstream.pause()
    }
  }

  #settle(pieces: ReplyDelta[] | null): void {
    this.#reader?.(pieces)
    this.#reader = null
  }
}
