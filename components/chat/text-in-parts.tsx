import { memo, type ReactNode } from 'react'
import styles from './text-in-parts.module.css'

/** A screen or two of lines. */
const PART_CHARACTERS = 2000

/**
 * Cuts a text behind lines into parts of at least so many characters; the last may be shorter. However the text grows at
 * its end, all but the last part stay as they are.
 */
export function partsOf(text: string, partCharacters = PART_CHARACTERS): string[] {
  const parts: string[] = []
  let from = 0
  for (;;) {
    const end = text.indexOf('\n', from + partCharacters)
    if (end === -1 || end === text.length - 1) break
    parts.push(text.slice(from, end + 1))
    from = end + 1
  }
  parts.push(text.slice(from))
  return parts
}

type PartProps = { text: string; draw?: ((text: string) => ReactNode) | undefined }

const Part = memo(function Part({ text, draw }: PartProps) {
  return <span className={styles.part}>{draw ? draw(text) : text}</span>
})

/**
 * A long text that grows, in a place that keeps its line breaks. As one piece of text the browser would shape and lay out
 * all of it for every word that comes; so it does the last part. `draws`: how each part is drawn, by its place; plain where
 * there is none.
 */
export function TextInParts({ text, draws = [] }: { text: string; draws?: readonly PartProps['draw'][] }) {
  const parts = partsOf(text)
  if (parts.length === 1) return draws[0]?.(text) ?? text
  // A part never changes its place.
  return parts.map((part, index) => <Part key={index.toString()} text={part} draw={draws[index]} />)
}
