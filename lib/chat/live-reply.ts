import type { ReplyDelta } from '../domain/chat.ts'
import type { ErrorBody } from '../domain/errors.ts'
import type { FinishReason, Opening, Receipt } from '../domain/receipt.ts'

/** How a reply ended. */
export type ReplyEnd = {
  status: 'complete' | 'stopped' | 'failed' | 'interrupted'
  finishReason: FinishReason | null
  receipt: Receipt | null
  /** What failed, in the one error shape. */
  error: ErrorBody | null
}

/** Which route is asked while nothing has come yet; one on this machine may have to load the model first. */
export type Waiting = { provider: string; upstreamModel: string; state: 'waiting' | 'loading' }

/** Which route of which model answers, and how many turns were left out of what it was asked. */
export type ServedBy = { model: string; provider: string; upstreamModel: string; droppedTurns: number }

/** A longer piece is cut, so that no reader has to be given more than about this at once. */
const MOST_PIECE_UNITS = 16 * 1024
/** Up to this the last piece grows: as an object of its own each token would take ten times its text, for as long as the reply runs. */
const GROWN_PIECE_UNITS = 1024

/** Whether the first `end` units of a text end between the halves of a surrogate pair. */
const endsInHalfPair = (text: string, end = text.length) => {
  const last = text.charCodeAt(end - 1)
  return last >= 0xd800 && last <= 0xdbff
}

/**
 * A reply while it is written, in memory: one writer appends, any number of readers look at what is there from
 * where they stand. Readers keep only a position, so one that reads slowly costs nothing and slows nobody.
 */
export class LiveReply {
  readonly #pieces: ReplyDelta[] = []
  #waiting: (() => void)[] = []
  #wakeScheduled = false
  #carried: ReplyDelta | null = null
  #length = 0
  #settled = false
  #end: ReplyEnd | null = null
  #waitingFor: Waiting | null = null
  #servedBy: ServedBy | null = null
  #opening: (() => Opening) | null = null

  /** How the reply ended; null while it is written. */
  get end(): ReplyEnd | null {
    return this.#end
  }

  /** Whether all of it is written; its end may still be on its way. */
  get settled(): boolean {
    return this.#settled
  }

  /** UTF-16 units written so far. */
  get length(): number {
    return this.#length
  }

  /** What was written so far, in order; the last one may still grow. */
  get pieces(): readonly ReplyDelta[] {
    return this.#pieces
  }

  /** Which route answers, known from just before the first piece on. */
  get servedBy(): ServedBy | null {
    return this.#servedBy
  }

  /** What the reply waits for, before its first piece. */
  get waitingFor(): Waiting | null {
    return this.#waitingFor
  }

  waitFor(waiting: Waiting): void {
    this.#waitingFor = waiting
    this.#wake()
  }

  serve(by: ServedBy): void {
    this.#servedBy = by
  }

  /** What the receipt would say now; null before anything was asked. */
  get opening(): Opening | null {
    return this.#opening?.() ?? null
  }

  /** Who writes it tells how to look. */
  openWith(opening: () => Opening): void {
    this.#opening = opening
  }

  /** Appends a piece. Half of a surrogate pair is held back until its other half comes: apart they are no text. */
  append(delta: ReplyDelta): void {
    let { text } = delta
    if (this.#carried) {
      if (this.#carried.type === delta.type) text = this.#carried.text + text
      else this.#joinCarried()
      this.#carried = null
    }
    if (text !== '' && endsInHalfPair(text)) {
      this.#carried = { type: delta.type, text: text.slice(-1) }
      text = text.slice(0, -1)
    }
    if (text !== '') this.#push({ type: delta.type, text })
  }

  /** A half whose other half never came becomes U+FFFD here, so that stream, log and store hold the same text. */
  #push({ type, text }: ReplyDelta): void {
    const whole = text.toWellFormed()
    for (let from = 0; from < whole.length; ) {
      let to = Math.min(from + MOST_PIECE_UNITS, whole.length)
      if (to < whole.length && endsInHalfPair(whole, to)) to -= 1
      this.#length += to - from
      this.#add(type, whole.slice(from, to))
      from = to
    }
    this.#wake()
  }

  #add(type: ReplyDelta['type'], text: string): void {
    const last = this.#pieces.at(-1)
    if (last?.type === type && last.text.length + text.length <= GROWN_PIECE_UNITS) last.text += text
    else this.#pieces.push({ type, text })
  }

  /** Nothing more will be appended. */
  settle(): void {
    this.#joinCarried()
    this.#settled = true
  }

  #joinCarried(): void {
    if (this.#carried) this.#push(this.#carried)
    this.#carried = null
  }

  /** Ends the reply, once; later ends are ignored. */
  finish(end: ReplyEnd): void {
    if (this.#end) return
    this.settle()
    this.#end = end
    this.#wake()
  }

  /** Resolves soon after something was appended, or the reply ended, since this call. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.whenChanged(resolve))
  }

  /** Calls `wake` once, when `changed` resolves. */
  whenChanged(wake: () => void): void {
    if (this.#end) wake()
    else this.#waiting.push(wake)
  }

  /** Readers wake once per turn of the event loop, so under load they find several pieces and write them as one. */
  #wake(): void {
    if (this.#wakeScheduled || this.#waiting.length === 0) return
    this.#wakeScheduled = true
    setImmediate(() => {
      this.#wakeScheduled = false
      const waiting = this.#waiting
      this.#waiting = []
      for (const resolve of waiting) resolve()
    })
  }

  /** All text of one kind written so far. */
  text(type: ReplyDelta['type']): string {
    return this.#pieces
      .filter((piece) => piece.type === type)
      .map((piece) => piece.text)
      .join('')
  }
}
