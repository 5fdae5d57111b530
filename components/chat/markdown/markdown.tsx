import type { Token } from 'marked'
import { memo } from 'react'
import { textDirection } from '../../ui/text-direction.ts'
import { Block } from './block.tsx'
import type { Blocks } from './block-splitter.ts'
import { headingLevels } from './heading-levels.ts'
import { inOrder } from './in-order.ts'
import type { Links } from './lexer.ts'
import styles from './markdown.module.css'

/** So many blocks at least rest together: a piece of a long reply then asks a few groups whether they changed, not each block. */
const GROUP_BLOCKS = 8

type GroupProps = {
  tokens: readonly Token[]
  levels: readonly (number | undefined)[]
  links: Links
  /** Which of them is still being written; -1 for none. */
  openIndex: number
}

const isSameList = (one: readonly unknown[], other: readonly unknown[]) =>
  one.length === other.length && one.every((item, index) => item === other[index])

const Group = memo(
  function Group({ tokens, levels, links, openIndex }: GroupProps) {
    return (
      <div className={styles.group}>
        {inOrder(tokens, (token, index) => (
          <Block token={token} links={links} level={levels[index]} isClosed={index !== openIndex} />
        ))}
      </div>
    )
  },
  (one, other) =>
    one.links === other.links &&
    one.openIndex === other.openIndex &&
    isSameList(one.tokens, other.tokens) &&
    isSameList(one.levels, other.levels),
)

/** Found here and not by `dir="auto"`, for which the browser would look through the whole text at every piece of it. */
function directionOf(blocks: readonly Token[]): 'ltr' | 'rtl' {
  for (const { type, raw } of blocks) {
    const direction = type === 'code' ? null : textDirection(raw)
    if (direction) return direction
  }
  return 'ltr'
}

/** What stands nearer to its neighbour than the distance between two groups is, or farther from it, stays in one group with it. */
const isAttached = (before: Token | undefined, block: Token) =>
  block.type === 'hr' || before?.type === 'hr' || before?.type === 'heading'

/** Where each group of blocks begins. */
export function groupStarts(blocks: readonly Token[]): number[] {
  const starts: number[] = []
  for (const [at, block] of blocks.entries()) {
    const isFull = at - (starts.at(-1) ?? 0) >= GROUP_BLOCKS
    if (at === 0 || (isFull && !isAttached(blocks[at - 1], block))) starts.push(at)
  }
  return starts
}

/**
 * The blocks of a Markdown text. `isOpen`: its last block is still being written. `leftOut`: so many groups at its start are
 * not drawn yet.
 */
export function Markdown({
  blocks,
  links,
  isOpen,
  leftOut = 0,
}: Blocks & { isOpen: boolean; leftOut?: number }) {
  const levels = headingLevels(blocks)
  const starts = groupStarts(blocks)
  return (
    <div className={styles.markdown} dir={directionOf(blocks)}>
      {inOrder(starts, (start, group) => {
        const end = starts[group + 1] ?? blocks.length
        return group < leftOut ? null : (
          <Group
            tokens={blocks.slice(start, end)}
            levels={levels.slice(start, end)}
            links={links}
            openIndex={isOpen && end === blocks.length ? blocks.length - 1 - start : -1}
          />
        )
      })}
    </div>
  )
}
