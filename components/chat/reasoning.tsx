'use client'

import ChevronRight from 'lucide-react/icons/chevron-right'
import { useLayoutEffect, useRef, useState } from 'react'
import styles from './message.module.css'
import { useThreadActions } from './thread-actions.tsx'

const SECOND_MS = 1000

type ReasoningProps = {
  text: string
  isThinking: boolean
  /** All of it comes in on this page, so that its duration can be told. */
  isWhole: boolean
  tokens: number | null
}

function title(isThinking: boolean, tookMs: number | null, tokens: number | null): string {
  if (isThinking) return 'Thinking…'
  if (tookMs !== null) return `Thought for ${Math.max(1, Math.round(tookMs / SECOND_MS))} s`
  return tokens ? `Thoughts · ${tokens.toLocaleString('en')} tokens` : 'Thoughts'
}

/**
 * What the model thought before it answered: open while it thinks, folded when the answer begins, unless somebody is
 * reading there, whose text would move.
 */
export function Reasoning({ text, isThinking, isWhole, tokens }: ReasoningProps) {
  const { isFollowing } = useThreadActions()
  const box = useRef<HTMLDetailsElement>(null)
  const [isOpen, setOpen] = useState(isThinking)
  const [tookMs, setTook] = useState<number | null>(null)
  const begun = useRef<number | null>(null)

  useLayoutEffect(() => {
    if (isThinking) {
      begun.current ??= performance.now()
      return
    }
    if (begun.current === null) return
    if (isWhole) setTook(performance.now() - begun.current)
    begun.current = null
    const isBelowScreen = (box.current?.getBoundingClientRect().top ?? 0) > window.innerHeight
    if (isFollowing() || isBelowScreen) setOpen(false)
  }, [isThinking, isWhole, isFollowing])

  return (
    <details
      ref={box}
      className={styles.reasoning}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <ChevronRight size={16} aria-hidden="true" />
        {title(isThinking, tookMs, tokens)}
      </summary>
      <div className={styles.thoughts} dir="auto">
        {text}
      </div>
    </details>
  )
}
