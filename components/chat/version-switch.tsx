'use client'

import ChevronLeft from 'lucide-react/icons/chevron-left'
import ChevronRight from 'lucide-react/icons/chevron-right'
import { useLayoutEffect, useRef } from 'react'
import styles from './message-actions.module.css'
import { useThreadActions } from './thread-actions.tsx'

type Direction = 'previous' | 'next'

/** Where the focus goes on: the message that takes this one's place has a switch of its own. */
let expected: { messageId: string; direction: Direction } | null = null

/** Leads through what stands in the place of a message on the other branches; nothing when there is nothing. */
export function VersionSwitch({ messageId }: { messageId: string }) {
  const { versionsOf, show, isRunning } = useThreadActions()
  const box = useRef<HTMLFieldSetElement>(null)
  const versions = versionsOf(messageId)
  const index = versions.indexOf(messageId)
  const isShown = versions.length > 1 && index !== -1

  useLayoutEffect(() => {
    if (!isShown || expected?.messageId !== messageId) return
    box.current?.querySelector<HTMLElement>(`[data-direction=${expected.direction}]`)?.focus()
    expected = null
  }, [isShown, messageId])

  if (!isShown) return null
  const go = (direction: Direction) => {
    const to = versions[direction === 'next' ? index + 1 : index - 1]
    return {
      'data-direction': direction,
      // Not `disabled`: that would take the focus from who presses it again and again.
      'aria-disabled': to === undefined || isRunning,
      onClick: () => {
        if (to === undefined || isRunning) return
        expected = { messageId: to, direction }
        show(to)
      },
    }
  }
  return (
    <fieldset ref={box} className={styles.versions} aria-label={`Version ${index + 1} of ${versions.length}`}>
      <button type="button" className={styles.action} aria-label="Previous version" {...go('previous')}>
        <ChevronLeft size={15} aria-hidden="true" />
      </button>
      <span aria-hidden="true">
        {index + 1}/{versions.length}
      </span>
      <button type="button" className={styles.action} aria-label="Next version" {...go('next')}>
        <ChevronRight size={15} aria-hidden="true" />
      </button>
    </fieldset>
  )
}
