import type { ReplyDelta } from '../../domain/chat.ts'
import type { FinishReason, Usage } from '../../domain/receipt.ts'
import type { ErrorFacts } from './error-facts.ts'
import { ReasoningSplitter } from './reasoning-splitter.ts'

const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff

/**
 * What an upstream has told so far. A dialect writes into it, the exchange takes the pieces out; neighbours of one
 * type are merged, so that a network read costs one piece however many tokens it brought.
 */
export class Reply {
  finishReason: FinishReason | null = null
  usage: Usage | null = null
  costUsd: number | null = null
  /** The provider said that nothing follows. */
  ended = false
  /** An error inside the stream; nothing that comes after it counts. */
  failure: ErrorFacts | 'unreadable' | null = null
  /** Grows whenever the upstream moved the reply on: a piece, a finish reason, the usage. */
  steps = 0
  #runs: ReplyDelta[] = []
  readonly #splitter: ReasoningSplitter

  /** `thinksInText`: the model is known to think inside its text, up to `</think>`. */
  constructor(thinksInText: boolean) {
    this.#splitter = new ReasoningSplitter(this.#put, thinksInText)
  }

  text(piece: string): void {
    if (piece === '') return
    this.steps += 1
    this.#splitter.text(piece)
  }

  /** Reasoning that the provider itself keeps apart. */
  reasoning(piece: string): void {
    if (piece === '') return
    this.steps += 1
    this.#splitter.keptApart()
    this.#put('reasoning', piece)
  }

  finish(reason: FinishReason): void {
    this.steps += 1
    // A refusal in words is told by the pieces, before a finish reason that knows nothing of it.
    if (this.finishReason !== 'content-filter') this.finishReason = reason
  }

  /** The last one told counts: some providers tell a running total. */
  told(usage: Usage | null, costUsd: number | null): void {
    this.steps += 1
    this.usage = usage ?? this.usage
    this.costUsd = costUsd ?? this.costUsd
  }

  /** Whether all of it came: the provider named a finish reason or said that nothing follows. */
  get complete(): boolean {
    return this.ended || this.finishReason !== null
  }

  /** No more frames follow: what was held back is given out. `broken`: a fault ended it, not the provider. */
  close(broken: boolean): void {
    this.#splitter.end(broken ? 'error' : (this.finishReason ?? 'other'))
  }

  get waiting(): boolean {
    return this.#runs.length > 0
  }

  get waitingCharacters(): number {
    return this.#runs.reduce((sum, run) => sum + run.text.length, 0)
  }

  /** Takes out what waits. Half a character at the end stays for its other half, but for the `last` time. */
  take(last: boolean): ReplyDelta[] {
    const runs = this.#runs
    this.#runs = []
    const end = runs.at(-1)
    if (last || !end || !isHighSurrogate(end.text.charCodeAt(end.text.length - 1))) return runs
    this.#runs = [{ type: end.type, text: end.text.slice(-1) }]
    end.text = end.text.slice(0, -1)
    return end.text === '' ? runs.slice(0, -1) : runs
  }

  readonly #put = (type: ReplyDelta['type'], text: string): void => {
    const last = this.#runs.at(-1)
    if (last?.type === type) last.text += text
    else this.#runs.push({ type, text })
  }
}
