import { estimateTokenCount } from 'tokenx'

/** What a chat template adds to each message: role, separators (providers.md B2). */
export const TEMPLATE_TOKENS_PER_MESSAGE = 8

const bytes = new TextEncoder()

/** About how many tokens a text has, for any of our models; their own tokenizers differ by some percent. */
export const estimateTokens = (text: string): number => estimateTokenCount(text)

/** More tokens than this a text cannot have: byte-level tokenizers never make two of one byte. */
export const mostTokens = (text: string): number =>
  text.length <= 64 ? text.length * 3 : bytes.encode(text).length
