import styles from './message.module.css'
import { TextInParts } from './text-in-parts.tsx'

export type ReplyTextProps = { text: string; isWriting: boolean }

/** A text as it was written. */
export function PlainText({ text }: { text: string }) {
  return (
    <div className={styles.text} dir="auto">
      <TextInParts text={text} />
    </div>
  )
}
