import { thoughtWords, withThoughts } from '../replies/thoughts.ts'
import { type Piece, type ThinkingShape, thinkingShapes } from '../reply.ts'
import type { Fault } from './fault.ts'

const MEBIBYTE = 1024 * 1024
const MOST_MEBIBYTES = 64

/** Keeps the first N pieces and says that the token budget was used up. */
export const finishLength: Fault['reply'] = (reply, { numbers }) => ({
  ...reply,
  pieces: reply.pieces.slice(0, numbers[0] ?? reply.pieces.length),
  finish: 'length',
})

/** Keeps the first half, then a filter steps in. */
export const contentFilter: Fault['reply'] = (reply) => ({
  ...reply,
  pieces: reply.pieces.slice(0, Math.ceil(reply.pieces.length / 2)),
  finish: 'content-filter',
})

/** Thinks for N words until the budget is used up, and never says a word. */
export const thinkUnclosed: Fault['reply'] = (reply, { numbers, words }) => {
  const shape = thinkingShapes.find((known): known is ThinkingShape => words.includes(known)) ?? 'tags'
  return {
    ...reply,
    pieces: withThoughts(thoughtWords(numbers[0] ?? 40, null), [], shape, false),
    finish: 'length',
  }
}

/** One piece of N MiB in the reply. */
export const hugeFrame: Fault['reply'] = (reply, { numbers }) => {
  const bytes = Math.min(numbers[0] ?? 1, MOST_MEBIBYTES) * MEBIBYTE
  const huge: Piece = { kind: 'text', text: ' huge'.repeat(bytes / 5) }
  const [first, ...others] = reply.pieces
  return { ...reply, pieces: first ? [first, huge, ...others] : [huge] }
}

const isPlain = (text: string) => /^[\0-\x7f]*$/u.test(text)

/** Gives a reply of ASCII alone some characters of two, three and four bytes. */
export const withWideCharacters: Fault['reply'] = (reply) =>
  reply.pieces.every(({ text }) => isPlain(text))
    ? {
        ...reply,
        pieces: [...reply.pieces, { kind: 'text', text: ' Grüße,' }, { kind: 'text', text: ' 東京 🪐' }],
      }
    : reply

/** Ends the reply with pieces of digits alone. */
export const withDigits: Fault['reply'] = (reply) => ({
  ...reply,
  pieces: [...reply.pieces, ...[' ', '4', '2'].map((text): Piece => ({ kind: 'text', text }))],
})

/** Never says what it used. */
export const withoutUsage: Fault['reply'] = (reply) => ({ ...reply, tellUsage: false, recording: null })
