import type { Token } from 'marked'

/** A reply stands below a heading of level 2. */
const LEVEL_ABOVE = 2
const LAST_LEVEL = 6

/**
 * The level at which each block that is a heading stands in the page, undefined for the others. Writers of Markdown
 * leave levels out and begin anywhere; in a page every level stands below the one above it.
 */
export function headingLevels(blocks: readonly Token[]): (number | undefined)[] {
  const above: number[] = []
  return blocks.map((block) => {
    if (block.type !== 'heading') return undefined
    while ((above.at(-1) ?? 0) >= block.depth) above.pop()
    above.push(block.depth)
    return Math.min(LAST_LEVEL, LEVEL_ABOVE + above.length)
  })
}
