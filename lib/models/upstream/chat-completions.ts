import type { FinishReason, Usage } from '../../domain/receipt.ts'
import type { ErrorVocabulary } from './classify.ts'
import type { Dialect } from './dialect.ts'
import { errorFactsOf, reportsError } from './error-facts.ts'
import { countOf, isObject, type JsonObject } from './json.ts'
import type { Reply } from './reply.ts'

/** In the words of OpenAI, of TGI (`eos_token`, `stop_sequence`) and of those who pass another's words on. */
const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  max_tokens: 'length',
  max_output_tokens: 'length',
  content_filter: 'content-filter',
  'content-filter': 'content-filter',
  refusal: 'content-filter',
  safety: 'content-filter',
}

/** What a finish reason means to us; one that nobody of ours uses is `other`. */
export const finishReasonOf = (reason: string): FinishReason => {
  const known = reason.toLowerCase()
  return Object.hasOwn(finishReasons, known) ? (finishReasons[known] ?? 'other') : 'other'
}

/** One part of a content that is an array, as Mistral sends it: text, or thinking that holds texts itself. */
function readContentPart(part: unknown, reply: Reply): void {
  if (!isObject(part)) return
  if (typeof part.text === 'string') reply.text(part.text)
  else if (typeof part.thinking === 'string') reply.reasoning(part.thinking)
  else if (Array.isArray(part.thinking))
    for (const thought of part.thinking)
      if (isObject(thought) && typeof thought.text === 'string') reply.reasoning(thought.text)
}

/** Thoughts come under one of these names; who sends two of them sends the same thought twice. */
const reasoningNames = ['reasoning_content', 'reasoning', 'thinking'] as const

function readReasoning(delta: JsonObject, reply: Reply): void {
  for (const name of reasoningNames) {
    const thought = delta[name]
    if (typeof thought === 'string' && thought !== '') {
      reply.reasoning(thought)
      return
    }
  }
  if (!Array.isArray(delta.reasoning_details)) return
  for (const detail of delta.reasoning_details) {
    if (!isObject(detail)) continue
    const thought = detail.text ?? detail.summary
    if (typeof thought === 'string') reply.reasoning(thought)
  }
}

function readDelta(delta: JsonObject, reply: Reply): void {
  readReasoning(delta, reply)
  if (typeof delta.content === 'string') reply.text(delta.content)
  // Cloudflare has been seen to send a piece that is all digits as a bare number.
  else if (typeof delta.content === 'number') reply.text(String(delta.content))
  else if (Array.isArray(delta.content)) for (const part of delta.content) readContentPart(part, reply)
  if (typeof delta.refusal === 'string' && delta.refusal !== '') {
    reply.text(delta.refusal)
    reply.finish('content-filter')
  }
}

function usageOf(usage: JsonObject): Usage | null {
  const inputTokens = countOf(usage.prompt_tokens)
  const outputTokens = countOf(usage.completion_tokens)
  if (inputTokens === null || outputTokens === null) return null
  const details = usage.completion_tokens_details
  const reasoningTokens = (isObject(details) ? countOf(details.reasoning_tokens) : null) ?? 0
  return { inputTokens, outputTokens, reasoningTokens, estimated: false }
}

function read(frame: JsonObject, reply: Reply): void {
  const choice = Array.isArray(frame.choices) ? frame.choices[0] : undefined
  if (isObject(choice) && isObject(choice.delta)) readDelta(choice.delta, reply)
  if (isObject(frame.usage)) reply.told(usageOf(frame.usage), countOf(frame.usage.cost))
  const failing = isObject(choice) && isObject(choice.error) ? choice : frame
  if (reportsError(failing)) reply.failure = errorFactsOf(failing)
  else if (isObject(choice) && typeof choice.finish_reason === 'string') {
    if (choice.finish_reason.toLowerCase() === 'error') reply.failure = errorFactsOf(null)
    else reply.finish(finishReasonOf(choice.finish_reason))
  }
}

/**
 * OpenAI's chat completion chunks as Hugging Face, Cloudflare and OpenRouter really send them (providers.md A1 to A4,
 * C4), each with its own error codes.
 */
export const chatCompletions = (vocabulary: ErrorVocabulary): Dialect => ({
  ...vocabulary,
  framing: 'sse',
  read,
})
