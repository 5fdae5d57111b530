import type { ReplyDelta } from '../domain/chat.ts'
import type { GenerationId, MessageId } from '../domain/ids.ts'
import { type Cursor, formatCursor } from './cursor.ts'
import type { LiveReply, ReplyEnd, Waiting } from './live-reply.ts'
import { MOST_TAKEN_CHARACTERS, RunReader } from './run-reader.ts'

export type StreamHead = { messageId: MessageId; chatId: number; generationId: GenerationId; model: string }

type EncoderOptions = {
  head: StreamHead
  /** Every event gets an `id:` line; only a stored turn can be taken up again. */
  withIds: boolean
  /** Events up to and with this one are left out. */
  after?: Cursor
}

/**
 * Writes a reply as AI SDK UI message stream (its wire format is in the `ai` package, src/ui-message-stream):
 * `start`, `start-step`, runs of reasoning and text, `finish-step`, `finish`, `[DONE]`.
 */
export class UiStreamEncoder {
  readonly #options: EncoderOptions
  #begun = false
  #ended = false
  readonly #reader = new RunReader()
  #position = 0
  #step = 0
  #runs = 0
  #open: { type: ReplyDelta['type']; id: string } | null = null
  #told: Waiting | null = null
  #out = ''
  /** The reader has seen more than there is: a killed process took its last flush with it. */
  #isAhead = false

  constructor(options: EncoderOptions) {
    this.#options = options
  }

  /** Whether the last event was given. */
  get ended(): boolean {
    return this.#ended
  }

  /** Events that `reply` has for this reader since the last call, as SSE text; empty only when there is nothing new. */
  take(reply: LiveReply): string {
    this.#out = ''
    if (this.#ended) return ''
    if (!this.#begun) this.#begin()
    if (reply.length === 0 && !reply.end) this.#wait(reply.waitingFor)
    this.#takePieces(reply)
    if (reply.end && this.#reader.isAtEnd(reply)) this.#finish(reply.end)
    return this.#out
  }

  #begin(): void {
    this.#begun = true
    const { messageId, chatId, generationId, model } = this.#options.head
    this.#event({ type: 'start', messageId, messageMetadata: { chatId, generationId, model } })
    this.#event({ type: 'start-step' })
  }

  /**
   * Tells who listens what the reply waits for. Transient: no message keeps it, no reader misses it, so it has no
   * place among the numbered events and carries the id of the one before it.
   */
  #wait(waiting: Waiting | null): void {
    if (!waiting || waiting === this.#told) return
    this.#told = waiting
    this.#write(JSON.stringify({ type: 'data-status', data: waiting, transient: true }))
  }

  #takePieces(reply: LiveReply): void {
    while (this.#out.length < MOST_TAKEN_CHARACTERS) {
      const run = this.#reader.next(reply)
      if (!run) return
      this.#run(run.type, run.text)
    }
  }

  #run(type: ReplyDelta['type'], text: string): void {
    if (this.#open?.type !== type) {
      this.#close()
      this.#runs += 1
      this.#open = { type, id: `${type}-${this.#runs}` }
      this.#event({ type: `${type}-start`, id: this.#open.id })
    }
    const from = this.#position
    this.#position += text.length
    this.#step = 0
    const seen = this.#options.after?.position ?? 0
    if (this.#position <= seen) return
    const unseen = seen > from ? text.slice(seen - from) : text
    this.#write(`{"type":"${type}-delta","id":"${this.#open.id}","delta":${JSON.stringify(unseen)}}`)
  }

  #close(): void {
    if (!this.#open) return
    this.#event({ type: `${this.#open.type}-end`, id: this.#open.id })
    this.#open = null
  }

  #finish(end: ReplyEnd): void {
    this.#ended = true
    this.#isAhead = (this.#options.after?.position ?? 0) > this.#position
    this.#close()
    if (end.error) this.#event({ type: 'error', errorText: JSON.stringify(end.error) })
    if (end.status === 'stopped') this.#event({ type: 'abort', reason: 'stopped' })
    this.#event({ type: 'finish-step' })
    const finishReason = end.error ? 'error' : (end.finishReason ?? 'other')
    this.#event({ type: 'finish', finishReason, messageMetadata: { receipt: end.receipt } })
    this.#step += 1
    if (!this.#isSeen()) this.#write('[DONE]')
  }

  #event(event: Record<string, unknown>): void {
    this.#step += 1
    if (!this.#isSeen()) this.#write(JSON.stringify(event))
  }

  #isSeen(): boolean {
    const { after } = this.#options
    if (!after || this.#isAhead) return false
    if (this.#position !== after.position) return this.#position < after.position
    return this.#step <= after.step
  }

  #write(data: string): void {
    const id = this.#options.withIds
      ? `id: ${formatCursor({ position: this.#position, step: this.#step })}\n`
      : ''
    this.#out += `${id}data: ${data}\n\n`
  }
}
