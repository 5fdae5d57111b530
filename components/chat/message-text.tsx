import { splitBlocks } from './markdown/block-splitter.ts'
import { Markdown } from './markdown/markdown.tsx'
import styles from './message.module.css'

export type ReplyTextProps = { text: string; isWriting: boolean }

/** The text of a reply that will not grow. */
export function ReplyText({ text }: ReplyTextProps) {
  return <Markdown {...splitBlocks(text)} isOpen={false} />
}

/** What a person wrote, as it was written. */
export function QuestionText({ text }: { text: string }) {
  return (
    <div className={styles.text} dir="auto">
      {text}
    </div>
  )
}
