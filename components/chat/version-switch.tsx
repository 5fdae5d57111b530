'use client'

import ChevronLeft from 'lucide-react/icons/chevron-left'
import ChevronRight from 'lucide-react/icons/chevron-right'
import styles from './message-actions.module.css'
import { useThreadActions } from './thread-actions.tsx'

/** Leads through what stands in the place of a message on the other branches; nothing when there is nothing. */
export function VersionSwitch({ messageId }: { messageId: string }) {
  const { versionsOf, show, isRunning } = useThreadActions()
  const versions = versionsOf(messageId)
  const index = versions.indexOf(messageId)
  if (versions.length < 2 || index === -1) return null
  const go = (to: string | undefined) => ({
    // Not `disabled`: that would take the focus from who presses it again and again.
    'aria-disabled': to === undefined || isRunning,
    onClick: () => to !== undefined && show(to),
  })
  return (
    <fieldset className={styles.versions} aria-label={`Version ${index + 1} of ${versions.length}`}>
      <button
        type="button"
        className={styles.action}
        aria-label="Previous version"
        {...go(versions[index - 1])}
      >
        <ChevronLeft size={15} aria-hidden="true" />
      </button>
      <span aria-hidden="true">
        {index + 1}/{versions.length}
      </span>
      <button type="button" className={styles.action} aria-label="Next version" {...go(versions[index + 1])}>
        <ChevronRight size={15} aria-hidden="true" />
      </button>
    </fieldset>
  )
}
