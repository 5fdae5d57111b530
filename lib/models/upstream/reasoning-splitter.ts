import type { ReplyDelta } from '../../domain/chat.ts'
import type { FinishReason } from '../../domain/receipt.ts'

const OPEN = '<think>'
const CLOSE = '</think>'
/** White space that is kept back because a tag may follow it; more of it is let through. */
const MOST_HELD = 256
/** A presumed thought above this is not given out a second time. */
const MOST_PRESUMED = 1024 * 1024

type Put = (type: ReplyDelta['type'], text: string) => void

/**
 * Takes the thoughts out of a text: `<think>…</think>answer` of any model; of one that is known to think in its text
 * also `…</think>answer` (its template has written the opening tag, providers.md B2), an unclosed end, or no tags at all
 * because the provider keeps reasoning apart. Tags may be cut anywhere.
 *
 * What only its place tells to be a thought is presumed to be one and given out as one at once: of a model that thinks
 * in its text what begins without a tag, of any other what begins with one. When the reply ends by itself without a
 * closing tag it was an answer after all, and is given out again as text: shown twice rather than lost. Cut off by its
 * length or by a fault, it stays a thought. See docs/decisions/0002-wire-layer.md.
 */
export class ReasoningSplitter {
  readonly #put: Put
  readonly #thinksInText: boolean
  #state: 'start' | 'thinking' | 'gap' | 'answer' = 'start'
  #held = ''
  #begun = false
  /** All of a presumed thought; null when it is sure to be one, or when it grew too long. */
  #presumed: string | null = null

  /** `thinksInText`: the model is known to think inside its text. */
  constructor(put: Put, thinksInText: boolean) {
    this.#put = put
    this.#thinksInText = thinksInText
  }

  text(piece: string): void {
    if (this.#state === 'answer') {
      this.#put('text', piece)
      return
    }
    if (this.#presumed !== null) this.#presume(piece)
    let rest = this.#held + piece
    this.#held = ''
    if (this.#state === 'start') rest = this.#start(rest)
    if (this.#state === 'thinking') rest = this.#think(rest)
    if (this.#state === 'gap') {
      rest = rest.trimStart()
      if (rest === '') return
      this.#state = 'answer'
      this.#put('text', rest)
    }
  }

  /** The provider keeps reasoning apart, so the text is text; unless a tag in it has already said otherwise. */
  keptApart(): void {
    if (this.#state !== 'start' && this.#presumed === null) return
    const held = this.#thinksInText && this.#held.trim() === '' ? '' : this.#held
    if (held !== '') this.#put(this.#state === 'thinking' ? 'reasoning' : 'text', held)
    this.#held = ''
    this.#presumed = null
    this.#state = 'answer'
  }

  /** No more text follows. */
  end(finishReason: FinishReason): void {
    const held = this.#held
    this.#held = ''
    const cutOff = finishReason === 'length' || finishReason === 'error'
    if (this.#state === 'start' && held !== '')
      this.#put(cutOff && this.#thinksInText ? 'reasoning' : 'text', held)
    if (this.#state !== 'thinking') return
    if (held !== '') this.#put('reasoning', held)
    if (this.#presumed !== null && !cutOff) this.#put('text', this.#presumed)
  }

  /** Until it is known whether a tag stands at the very start. Gives what is to be read on. */
  #start(text: string): string {
    const begin = text.trimStart()
    const mayBecomeTag = OPEN.startsWith(begin) || (this.#thinksInText && CLOSE.startsWith(begin))
    if (begin.startsWith(OPEN)) {
      this.#state = 'thinking'
      if (!this.#thinksInText) this.#presumed = text
      return begin.slice(OPEN.length)
    }
    if (mayBecomeTag && begin !== CLOSE && text.length < MOST_HELD) {
      this.#held = text
      return ''
    }
    if (!this.#thinksInText) {
      this.#state = 'answer'
      this.#put('text', text)
      return ''
    }
    this.#state = 'thinking'
    this.#presumed = ''
    this.#presume(text)
    return text
  }

  #think(text: string): string {
    const rest = this.#begun ? text : text.trimStart()
    const close = rest.indexOf(CLOSE)
    if (close >= 0) {
      const thought = rest.slice(0, close).trimEnd()
      if (thought !== '') this.#put('reasoning', thought)
      this.#presumed = null
      this.#state = 'gap'
      return rest.slice(close + CLOSE.length)
    }
    const from = heldFrom(rest)
    this.#held = rest.slice(from)
    if (from > 0) {
      this.#begun = true
      this.#put('reasoning', rest.slice(0, from))
    }
    return ''
  }

  #presume(text: string): void {
    if (this.#presumed === null) return
    this.#presumed += text
    if (this.#presumed.length > MOST_PRESUMED) this.#presumed = null
  }
}

/** Where the part of a thought begins that may turn out to be its closing tag or the white space before it. */
function heldFrom(text: string): number {
  const tag = text.lastIndexOf('<')
  let from = tag >= 0 && CLOSE.startsWith(text.slice(tag)) ? tag : text.length
  const least = Math.max(0, from - MOST_HELD)
  while (from > least && /\s/u.test(text.charAt(from - 1))) from -= 1
  return from
}
