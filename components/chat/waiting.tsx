'use client'

import { useEffect, useState } from 'react'
import { providerLabels } from '../models/labels.ts'
import type { ReplyPhase } from './reply-phase.ts'
import styles from './waiting.module.css'
import type { WaitingFor } from './waiting-for.ts'

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

type WaitingProps = {
  phase: Exclude<ReplyPhase, 'idle'>
  /** What the server has told about the wait. */
  waitingFor: WaitingFor | null
  /** Since when one has waited, in Unix milliseconds. */
  begunAt: number
}

function wordsOf({ phase, waitingFor }: Omit<WaitingProps, 'begunAt'>): string {
  if (!waitingFor || (phase !== 'waiting' && phase !== 'connecting')) return words[phase]
  const provider = providerLabels[waitingFor.provider]
  return waitingFor.state === 'loading'
    ? `${provider} is loading ${waitingFor.upstreamModel}`
    : `Waiting for the first word from ${provider}`
}

/** What the running reply is doing, and for how long one has waited. */
export function Waiting({ phase, waitingFor, begunAt }: WaitingProps) {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - begunAt) / SECOND_MS)), SECOND_MS)
    return () => clearInterval(timer)
  }, [begunAt])
  const isWaiting = phase === 'connecting' || phase === 'waiting'
  return (
    <p className={styles.waiting}>
      <span className={styles.dot} aria-hidden="true" />
      {wordsOf({ phase, waitingFor })}
      {isWaiting && seconds >= TOLD_AFTER_SECONDS && ` · ${seconds} s`}
      {isWaiting &&
        seconds >= SLOW_AFTER_SECONDS &&
        (waitingFor?.state === 'loading' ? ' · this may take minutes' : ' · slower than usual')}
    </p>
  )
}
