import type { ReplyDelta } from '../domain/chat.ts'
import type { LiveReply } from './live-reply.ts'

/** A reader is given about this many characters at once at most, so that one who is far behind costs no more than that. */
export const MOST_TAKEN_CHARACTERS = 64 * 1024

/** Reads along with a reply: neighbours of one type come as one run. */
export class RunReader {
  #piece = 0
  /** How much of that piece was given, in UTF-16 units. */
  #given = 0

  /** The next run of what has come, of `MOST_TAKEN_CHARACTERS` and its last piece at most; null when all was given. */
  next({ pieces }: LiveReply): ReplyDelta | null {
    let piece = pieces[this.#piece]
    if (piece && this.#given === piece.text.length && this.#piece + 1 < pieces.length) {
      this.#piece += 1
      this.#given = 0
      piece = pieces[this.#piece]
    }
    if (!piece || this.#given === piece.text.length) return null
    const { type } = piece
    let text = ''
    for (;;) {
      text += piece.text.slice(this.#given)
      this.#given = piece.text.length
      const next = pieces[this.#piece + 1]
      if (next?.type !== type || text.length >= MOST_TAKEN_CHARACTERS) return { type, text }
      piece = next
      this.#piece += 1
      this.#given = 0
    }
  }

  /** Whether all that has come was given. */
  isAtEnd({ pieces }: LiveReply): boolean {
    return this.#piece + 1 >= pieces.length && this.#given === (pieces.at(-1)?.text.length ?? 0)
  }
}
