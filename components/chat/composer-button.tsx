'use client'

import ArrowUp from 'lucide-react/icons/arrow-up'
import Square from 'lucide-react/icons/square'
import { useHydrated } from '../ui/use-hydrated.ts'
import styles from './composer.module.css'

type ComposerButtonProps = {
  isRunning: boolean
  /** Nothing goes out now; what is sent waits. */
  isOut: boolean
  isEmpty: boolean
  onStop: () => void
}

/** Sends what is written, or stops the reply that is being written. */
export function ComposerButton({ isRunning, isOut, isEmpty, onStop }: ComposerButtonProps) {
  const isHydrated = useHydrated()
  if (isRunning && !isOut)
    return (
      <button type="button" className={styles.stop} aria-label="Stop the reply" title="Stop" onClick={onStop}>
        <Square size={14} fill="currentColor" aria-hidden="true" />
      </button>
    )
  return (
    <button
      type="submit"
      className={styles.send}
      aria-label={isOut ? 'Send when the connection is back' : 'Send'}
      title={isEmpty ? 'Write something first' : 'Send'}
      // Until the script is there the form would be sent to nowhere.
      disabled={!isHydrated}
      // Not `disabled`: that would take the focus from who has just pressed Stop here.
      aria-disabled={isEmpty}
    >
      <ArrowUp size={20} aria-hidden="true" />
    </button>
  )
}
