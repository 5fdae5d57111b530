import type { LiveReply, ReplyEnd } from '../chat/live-reply.ts'
import type { FinishReason, Usage } from '../domain/receipt.ts'

/** What every object of one reply says of itself; `created` in Unix seconds. */
export type CompletionHead = { id: string; created: number }

const finishReasons: Record<FinishReason, string> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  error: 'stop',
  other: 'stop',
}

/** A finish reason in OpenAI's words. */
export const finishReasonOf = ({ finishReason }: ReplyEnd): string => finishReasons[finishReason ?? 'other']

/** Token counts in OpenAI's shape; `estimated` is ours, and there when the provider never told. */
export const usageOf = ({ inputTokens, outputTokens, reasoningTokens, estimated }: Usage) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  completion_tokens_details: { reasoning_tokens: reasoningTokens },
  ...(estimated ? { estimated } : {}),
})

/** A whole reply as a `chat.completion`. */
export function completionOf(head: CompletionHead, reply: LiveReply, end: ReplyEnd): Record<string, unknown> {
  const reasoning = reply.text('reasoning')
  const message = {
    role: 'assistant',
    content: reply.text('text'),
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    refusal: null,
  }
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: reply.servedBy?.model ?? '',
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReasonOf(end) }],
    ...(end.receipt?.usage ? { usage: usageOf(end.receipt.usage) } : {}),
  }
}
