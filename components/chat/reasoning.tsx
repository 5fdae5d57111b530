import ChevronRight from 'lucide-react/icons/chevron-right'
import styles from './message.module.css'

/** What the model thought before it answered, folded away. */
export function Reasoning({ text, isThinking }: { text: string; isThinking: boolean }) {
  return (
    <details className={styles.reasoning}>
      <summary>
        <ChevronRight size={16} aria-hidden="true" />
        {isThinking ? 'Thinking…' : 'Thoughts'}
      </summary>
      <div className={styles.thoughts} dir="auto">
        {text}
      </div>
    </details>
  )
}
