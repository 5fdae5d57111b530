import { estimateTokenCount } from 'tokenx'
import { type ChatMessage, textOf } from './chat-message.ts'

/** From here on a piece of the text speaks for all of it: counting a million characters would be felt. */
const SAMPLE_CHARACTERS = 6000
/** What a chat template adds to each message, as the server counts it. */
const TEMPLATE_TOKENS = 8

/** About how many tokens a text has; its time does not grow with the text. */
export function roughTokens(text: string): number {
  if (text.length <= SAMPLE_CHARACTERS) return text === '' ? 0 : estimateTokenCount(text)
  const middle = Math.floor((text.length - SAMPLE_CHARACTERS) / 2)
  const sample = text.slice(middle, middle + SAMPLE_CHARACTERS)
  return Math.ceil((estimateTokenCount(sample) / SAMPLE_CHARACTERS) * text.length)
}

const counted = new WeakMap<ChatMessage, number>()

/** About how many tokens a thread has; each message is counted once. */
export function threadTokens(messages: readonly ChatMessage[]): number {
  let sum = 0
  for (const message of messages) {
    const tokens = counted.get(message) ?? roughTokens(textOf(message)) + TEMPLATE_TOKENS
    counted.set(message, tokens)
    sum += tokens
  }
  return sum
}
