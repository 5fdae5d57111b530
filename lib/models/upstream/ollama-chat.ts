import type { FinishReason } from '../../domain/receipt.ts'
import type { Dialect } from './dialect.ts'
import { errorFactsOf } from './error-facts.ts'
import { countOf, isObject, type JsonObject } from './json.ts'
import type { Reply } from './reply.ts'

const finishReasons: Readonly<Record<string, FinishReason>> = { stop: 'stop', length: 'length' }

function readDone(frame: JsonObject, reply: Reply): void {
  const inputTokens = countOf(frame.prompt_eval_count)
  const outputTokens = countOf(frame.eval_count)
  if (inputTokens !== null && outputTokens !== null)
    reply.told({ inputTokens, outputTokens, reasoningTokens: 0, estimated: false }, null)
  const reason = typeof frame.done_reason === 'string' ? frame.done_reason : 'stop'
  reply.finish(Object.hasOwn(finishReasons, reason) ? (finishReasons[reason] ?? 'other') : 'other')
  reply.ended = true
}

function read(frame: JsonObject, reply: Reply): void {
  const { message } = frame
  if (isObject(message)) {
    if (typeof message.thinking === 'string') reply.reasoning(message.thinking)
    if (typeof message.content === 'string') reply.text(message.content)
  }
  if (frame.error) reply.failure = errorFactsOf(frame)
  else if (frame.done === true) readDone(frame, reply)
}

/** Ollama's own /api/chat: lines of JSON, the last with `done`; an error is a line of its own (providers.md A5). */
export const ollamaChat: Dialect = {
  framing: 'ndjson',
  errorCodes: {},
  read,
}
