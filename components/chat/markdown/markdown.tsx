import { Block } from './block.tsx'
import type { Blocks } from './block-splitter.ts'
import { headingLevels } from './heading-levels.ts'
import { inOrder } from './in-order.ts'
import styles from './markdown.module.css'

/** The blocks of a Markdown text. `isOpen`: its last block is still being written. */
export function Markdown({ blocks, links, isOpen }: Blocks & { isOpen: boolean }) {
  const levels = headingLevels(blocks)
  return (
    <div className={styles.markdown} dir="auto">
      {inOrder(blocks, (token, index) => (
        <Block
          token={token}
          links={links}
          level={levels[index]}
          isClosed={!isOpen || index < blocks.length - 1}
        />
      ))}
    </div>
  )
}
