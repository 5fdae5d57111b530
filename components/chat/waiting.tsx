'use client'

import { useEffect, useState } from 'react'
import type { ReplyPhase } from './reply-phase.ts'
import styles from './waiting.module.css'

const SECOND_MS = 1000
/** From here on the time is shown, so that nobody wonders whether anything still happens. */
const TOLD_AFTER_SECONDS = 4
const SLOW_AFTER_SECONDS = 20

const words: Record<Exclude<ReplyPhase, 'idle'>, string> = {
  reconnecting: 'Connection lost. The reply goes on at the server; connecting again',
  connecting: 'Connecting',
  waiting: 'Waiting for the first word',
  thinking: 'Thinking',
  writing: 'Writing',
}

/** What the running reply is doing, and for how long one has waited. */
export function Waiting({ phase }: { phase: Exclude<ReplyPhase, 'idle'> }) {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const begun = Date.now()
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - begun) / SECOND_MS)), SECOND_MS)
    return () => clearInterval(timer)
  }, [])
  const isWaiting = phase === 'connecting' || phase === 'waiting'
  return (
    <p className={styles.waiting}>
      <span className={styles.dot} aria-hidden="true" />
      {words[phase]}
      {isWaiting && seconds >= TOLD_AFTER_SECONDS && ` · ${seconds} s`}
      {isWaiting &&
        seconds >= SLOW_AFTER_SECONDS &&
        ' · a model that has to be loaded first may take minutes'}
    </p>
  )
}
