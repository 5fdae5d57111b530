import type { Piece, ThinkingShape } from '../reply.ts'

const musings =
  'the person asks something and I have no model to think with so I look at the words one by one and weigh what an honest demo could say then I plan a short answer that tells where it comes from and how to reach a real model'.split(
    ' ',
  )

/** So many words of thought; with a mark every word is that mark and its number. */
export function thoughtWords(count: number, mark: string | null): string[] {
  return Array.from({ length: count }, (_, index) => {
    const word = mark ? `${mark}-thought-${index + 1}` : (musings[index % musings.length] ?? '')
    return index === 0 ? word : ` ${word}`
  })
}

const inText = (text: string): Piece => ({ kind: 'text', text })
const letters = (text: string) => Array.from(text, inText)

/** Thoughts and text in the given shape. `closed` false: the thinking never ends, and no text follows. */
export function withThoughts(
  thoughts: readonly string[],
  text: readonly Piece[],
  shape: ThinkingShape,
  closed = true,
): Piece[] {
  if (thoughts.length === 0) return [...text]
  if (shape === 'field') {
    const reasoning = thoughts.map((thought): Piece => ({ kind: 'reasoning', text: thought }))
    return closed ? [...reasoning, ...text] : reasoning
  }
  const inside = thoughts.map(inText)
  const tag = shape === 'split-tags' ? letters : (whole: string) => [inText(whole)]
  const opening = shape === 'tagless' ? [] : tag('<think>\n')
  return closed ? [...opening, ...inside, ...tag('\n</think>\n\n'), ...text] : [...opening, ...inside]
}
