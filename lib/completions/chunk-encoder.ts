import type { LiveReply, ReplyEnd } from '../chat/live-reply.ts'
import { MOST_TAKEN_CHARACTERS, RunReader } from '../chat/run-reader.ts'
import type { ReplyDelta } from '../domain/chat.ts'
import { toOpenAiError } from '../domain/openai-error.ts'
import { type CompletionHead, finishReasonOf, usageOf } from './completion.ts'

const deltaNames: Record<ReplyDelta['type'], string> = { text: 'content', reasoning: 'reasoning_content' }

/**
 * Writes a reply as OpenAI's stream of `chat.completion.chunk`: the role, runs of thoughts and text, the finish reason,
 * the usage if it was asked for, `[DONE]`. A reply that broke off ends with its error and without `[DONE]`.
 */
export class ChunkEncoder {
  readonly #head: CompletionHead
  readonly #includeUsage: boolean
  /** All of a chunk before its delta, and behind it. */
  #before = ''
  #behind = ''
  readonly #reader = new RunReader()
  #ended = false

  constructor(head: CompletionHead, includeUsage: boolean) {
    this.#head = head
    this.#includeUsage = includeUsage
  }

  /** Whether the last event was given. */
  get ended(): boolean {
    return this.#ended
  }

  /** Events that `reply` has since the last call, as SSE text; empty when there is nothing new. */
  take(reply: LiveReply): string {
    if (this.#ended) return ''
    let out = ''
    if (this.#before === '' && reply.length > 0) out = this.#begin(reply)
    while (out.length < MOST_TAKEN_CHARACTERS) {
      const run = this.#reader.next(reply)
      if (!run) break
      out += `${this.#before}{"${deltaNames[run.type]}":${JSON.stringify(run.text)}}${this.#behind}`
    }
    if (reply.end && this.#reader.isAtEnd(reply)) out += this.#finish(reply, reply.end)
    return out
  }

  #begin(reply: LiveReply): string {
    this.#before = `data: ${this.#opening(reply)},"choices":[{"index":0,"delta":`
    const usage = this.#includeUsage ? ',"usage":null' : ''
    this.#behind = `,"logprobs":null,"finish_reason":null}]${usage}}\n\n`
    return `${this.#before}{"role":"assistant","content":""}${this.#behind}`
  }

  #opening(reply: LiveReply): string {
    const { id, created } = this.#head
    const head = { id, object: 'chat.completion.chunk', created, model: reply.servedBy?.model ?? '' }
    return JSON.stringify(head).slice(0, -1)
  }

  #finish(reply: LiveReply, end: ReplyEnd): string {
    this.#ended = true
    if (end.error) return `data: ${JSON.stringify(toOpenAiError(end.error).body)}\n\n`
    const begin = this.#before === '' ? this.#begin(reply) : ''
    const usage = this.#includeUsage ? ',"usage":null' : ''
    const last = `${this.#before}{},"logprobs":null,"finish_reason":"${finishReasonOf(end)}"}]${usage}}\n\n`
    return `${begin}${last}${this.#usage(reply, end)}data: [DONE]\n\n`
  }

  #usage(reply: LiveReply, { receipt }: ReplyEnd): string {
    if (!this.#includeUsage) return ''
    const usage = receipt?.usage ? JSON.stringify(usageOf(receipt.usage)) : 'null'
    return `data: ${this.#opening(reply)},"choices":[],"usage":${usage}}\n\n`
  }
}
