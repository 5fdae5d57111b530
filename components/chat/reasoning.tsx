'use client'

import ChevronRight from 'lucide-react/icons/chevron-right'
import { useLayoutEffect, useRef, useState } from 'react'
import { grouped } from '../ui/grouped.ts'
import styles from './message.module.css'
import { TextInParts } from './text-in-parts.tsx'
import { rememberThinking, useThinkingTime } from './thinking-times.ts'
import { useThreadActions } from './thread-actions.tsx'

const SECOND_MS = 1000

/** Longer than an exchange of pages takes: what ends after it was not seen by anybody here. */
const UNSEEN_MS = 2 * SECOND_MS

/**
 * Since when each message of this tab is thought about and until when that was seen, by `performance.now()`. Apart from
 * the component: a chat that has come into being exchanges its page in the middle of a reply.
 */
const thinking = new Map<string, { begunMs: number; seenMs: number }>()

type ReasoningProps = {
  messageId: string
  text: string
  isThinking: boolean
  /** All of it comes in on this page, so that its duration can be told. */
  isWhole: boolean
  tokens: number | null
}

function title(isThinking: boolean, tookMs: number | null, tokens: number | null): string {
  if (isThinking) return 'Thinking…'
  if (tookMs !== null) return `Thought for ${Math.max(1, Math.round(tookMs / SECOND_MS))} s`
  return tokens ? `Thoughts · ${grouped(tokens)} tokens` : 'Thoughts'
}

/**
 * What the model thought before it answered: open while it thinks, folded when the answer begins, unless somebody is
 * reading there, whose text would move.
 */
export function Reasoning({ messageId, text, isThinking, isWhole, tokens }: ReasoningProps) {
  const { isFollowing } = useThreadActions()
  const box = useRef<HTMLDetailsElement>(null)
  const [isOpen, setOpen] = useState(isThinking)
  const tookMs = useThinkingTime(messageId)
  const wasThinking = useRef(false)

  useLayoutEffect(() => {
    const nowMs = performance.now()
    if (isThinking) {
      const time = thinking.get(messageId) ?? { begunMs: nowMs, seenMs: nowMs }
      if (isWhole) thinking.set(messageId, time)
      wasThinking.current = true
      return () => {
        time.seenMs = performance.now()
      }
    }
    const time = thinking.get(messageId)
    if (time && nowMs - time.seenMs < UNSEEN_MS) rememberThinking(messageId, nowMs - time.begunMs)
    thinking.delete(messageId)
    if (!wasThinking.current) return
    wasThinking.current = false
    const isBelowScreen = (box.current?.getBoundingClientRect().top ?? 0) > window.innerHeight
    if (isFollowing() || isBelowScreen) setOpen(false)
  }, [messageId, isThinking, isWhole, isFollowing])

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
        <TextInParts text={text} />
      </div>
    </details>
  )
}
