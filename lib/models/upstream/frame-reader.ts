import type { Dialect } from './dialect.ts'
import { MOST_ERROR_BYTES } from './error-body.ts'
import { errorFactsOf, errorFactsOfText, reportsError } from './error-facts.ts'
import { type FrameDecoder, NdjsonDecoder, SseDecoder } from './frame-decoder.ts'
import { isObject, parseJson } from './json.ts'
import { FrameTooLong } from './lines.ts'
import type { Reply } from './reply.ts'

/**
 * Reads the body of a 200: bytes → text → frames → reply. Where an event stream should be but a JSON document is,
 * the document is gathered whole, for it is most likely an error; a page of HTML is unreadable at once.
 */
export class FrameReader {
  readonly #dialect: Dialect
  readonly #reply: Reply
  readonly #utf8 = new TextDecoder()
  readonly #frames: FrameDecoder
  #document: string | null = null
  #sniffing = true

  constructor(dialect: Dialect, reply: Reply) {
    this.#dialect = dialect
    this.#reply = reply
    this.#frames = dialect.framing === 'sse' ? new SseDecoder() : new NdjsonDecoder()
  }

  /** Whether a document is being gathered, which nobody may wait for as long as for a reply. */
  get gathersDocument(): boolean {
    return this.#document !== null
  }

  push(bytes: Uint8Array): void {
    this.#read(this.#utf8.decode(bytes, { stream: true }))
  }

  /** The body is at its end, or nobody waits for it any longer. */
  end(): void {
    this.#read(this.#utf8.decode())
    if (this.#document !== null) this.#readDocument(this.#document)
    else this.#frames.end(this.#onLastFrame)
  }

  #read(text: string): void {
    if (this.#reply.failure || text === '') return
    if (this.#sniffing) this.#sniff(text)
    if (this.#document !== null) {
      this.#document += text
      if (this.#document.length > MOST_ERROR_BYTES) this.#reply.failure ??= 'unreadable'
      return
    }
    try {
      this.#frames.push(text, this.#onFrame)
    } catch (error) {
      if (!(error instanceof FrameTooLong)) throw error
      this.#reply.failure ??= 'unreadable'
    }
  }

  #sniff(text: string): void {
    const first = text.trimStart().charAt(0)
    if (first === '') return
    this.#sniffing = false
    if (first === '<') this.#reply.failure = 'unreadable'
    else if (this.#dialect.framing === 'sse' && (first === '{' || first === '[')) this.#document = ''
  }

  #readDocument(text: string): void {
    const parsed = parseJson(text)
    this.#reply.failure ??= isObject(parsed) && reportsError(parsed) ? errorFactsOf(parsed) : 'unreadable'
  }

  readonly #onFrame = (data: string, isError: boolean): void => {
    const reply = this.#reply
    if (reply.failure || reply.ended) return
    if (isError) reply.failure = errorFactsOfText(data)
    else if (this.#dialect.framing === 'sse' && data.trim() === '[DONE]') reply.ended = true
    else {
      const frame = parseJson(data)
      if (frame === undefined) reply.failure = 'unreadable'
      else if (isObject(frame)) this.#dialect.read(frame, reply)
    }
  }

  /** What the end of the body cut off is no frame and no fault of its own: the missing end mark tells it. */
  readonly #onLastFrame = (data: string, isError: boolean): void => {
    if (isError || data.trim() === '[DONE]' || parseJson(data) !== undefined) this.#onFrame(data, isError)
  }
}
