import styles from './message.module.css'

/** The text of a message, for now as it was written. */
export function MessageText({ text }: { text: string }) {
  return (
    <div className={styles.text} dir="auto">
      {text}
    </div>
  )
}
