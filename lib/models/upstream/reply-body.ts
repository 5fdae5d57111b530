import type { Dialect } from './dialect.ts'
import type { Reply } from './reply.ts'

/** More than this is not kept for a reader that is slow: the upstream has to wait. */
const MOST_WAITING_CHARACTERS = 64 * 1024

type Upstream = { pause: () => void; resume: () => void; cancel: () => void }

/**
 * The body that a package reads: the reply written anew, in the plainest frames of the package's own dialect. It
 * hands over only what is asked for, merged into as few frames as can be, and always ends cleanly, since a web
 * stream's pipe throws away what it still holds when its source fails.
 */
export class ReplyBody {
  readonly stream: ReadableStream<Uint8Array>
  readonly #reply: Reply
  readonly #dialect: Dialect
  readonly #upstream: Upstream
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null
  #wanted = false
  #awaited = true
  #scheduled = false
  #paused = false

  constructor(reply: Reply, dialect: Dialect, upstream: Upstream) {
    this.#reply = reply
    this.#dialect = dialect
    this.#upstream = upstream
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => {
          this.#wanted = true
          this.#hand()
        },
        cancel: () => {
          this.#controller = null
          upstream.cancel()
        },
      },
      { highWaterMark: 0 },
    )
  }

  /**
   * Whether a part is awaited at the other end of the package. What the package itself asks for says little: one of
   * them reads all that it can get and keeps it (C4), so it is only given more while somebody waits.
   */
  set awaited(awaited: boolean) {
    this.#awaited = awaited
    if (awaited) this.#hand()
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

  /** Hands over what is there, and the end. */
  end(): void {
    const controller = this.#controller
    this.#controller = null
    controller?.enqueue(
      Buffer.from(this.#frames(true) + this.#dialect.encodeEnd(this.#reply.finishReason ?? 'other')),
    )
    controller?.close()
  }

  #hand(): void {
    if (!this.#controller) return
    if (this.#wanted && this.#awaited) {
      const frames = this.#frames(false)
      if (frames !== '') {
        this.#wanted = false
        this.#controller.enqueue(Buffer.from(frames))
      }
      if (!this.#paused) return
      this.#paused = false
      this.#upstream.resume()
    } else if (!this.#paused && this.#reply.waitingCharacters > MOST_WAITING_CHARACTERS) {
      this.#paused = true
      this.#upstream.pause()
    }
  }

  #frames(last: boolean): string {
    let frames = ''
    for (const delta of this.#reply.take(last)) frames += this.#dialect.encode(delta)
    return frames
  }
}
