/** How a model's window is shared out, all in tokens. */
export type Budget = {
  /** Most tokens of a reply. */
  replyTokens: number
  /** Most tokens of the prompt: what the window leaves beside the reply and a margin. */
  promptTokens: number
}

const REPLY_SHARE_OF_WINDOW = 1 / 4
const MOST_REPLY_TOKENS = 8192
/** Thinking counts as output, and a long thought must leave room for the answer (providers.md B3). */
const MOST_REASONING_REPLY_TOKENS = 16_384
/** Our count of tokens is an estimate and a provider's template adds some of its own. */
const MARGIN_SHARE_OF_WINDOW = 1 / 32
const LEAST_MARGIN_TOKENS = 64
const LEAST_PROMPT_TOKENS = 256

type Limits = { contextWindowTokens: number; maxOutputTokens?: number; reasoning: boolean }

/** Shares out a window; `wantedTokens` is a reply length that the caller asked for instead of ours. */
export function budgetOf(limits: Limits, wantedTokens?: number): Budget {
  const { contextWindowTokens: window } = limits
  const margin = Math.max(LEAST_MARGIN_TOKENS, Math.ceil(window * MARGIN_SHARE_OF_WINDOW))
  const ours = Math.min(
    Math.floor(window * REPLY_SHARE_OF_WINDOW),
    limits.reasoning ? MOST_REASONING_REPLY_TOKENS : MOST_REPLY_TOKENS,
  )
  const replyTokens = Math.min(
    wantedTokens ?? ours,
    limits.maxOutputTokens ?? window,
    window - margin - LEAST_PROMPT_TOKENS,
  )
  return { replyTokens, promptTokens: window - margin - replyTokens }
}
