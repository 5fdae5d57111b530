import type { Frame } from './answer.ts'

/** A token of a reply, as the model would emit it. */
export type Piece = { kind: 'reasoning' | 'text'; text: string }

/** Where the thoughts of a reasoning model stand. */
export const thinkingShapes = ['field', 'tags', 'tagless', 'split-tags'] as const
/**
 * `field` is the dialect's own reasoning field, `tags` is `<think>…</think>` in the text, `tagless` the same without its
 * opening tag (current R1 templates put it into the prompt), `split-tags` has every letter of the tags in its own chunk.
 */
export type ThinkingShape = (typeof thinkingShapes)[number]

/** `none`: the stream never says why it ended. */
export type FinishReason = 'stop' | 'length' | 'content-filter' | 'none'

/** What is said, before any dialect. */
export type Reply = {
  pieces: readonly Piece[]
  finish: FinishReason
  tellUsage: boolean
  usage: { inputTokens: number; outputTokens: number; reasoningTokens: number }
  /** Milliseconds before each piece. */
  paceMs: number
  /** Frames of a recording, for the dialects that hand on what another provider sent. */
  recording: readonly Frame[] | null
}

const CHARACTERS_PER_TOKEN = 6

/** Tokens in so many characters of plain English, roughly as a common tokenizer counts them; never 0. */
export const tokensIn = (characters: number) => Math.max(1, Math.ceil(characters / CHARACTERS_PER_TOKEN))
const tokensOf = (text: string) => tokensIn(text.length)

/** Cuts a text into pieces of a word each, white space in front; joined they are the text. */
export function wordsOf(text: string): string[] {
  if (text === '') return []
  const words = text.match(/\s*\S+/gu)
  if (!words) return [text]
  const rest = text.slice(words.reduce((length, word) => length + word.length, 0))
  if (rest) words.push(rest)
  return words
}

/** What pieces cost. Thoughts inside the text are counted as text, for a server that cannot tell them apart. */
export function usageOfPieces(inputTokens: number, pieces: readonly Piece[]): Reply['usage'] {
  let outputTokens = 0
  let reasoningTokens = 0
  for (const { kind, text } of pieces) {
    const tokens = tokensOf(text)
    outputTokens += tokens
    if (kind === 'reasoning') reasoningTokens += tokens
  }
  return { inputTokens, outputTokens, reasoningTokens }
}
