'use client'

import { shortTokens } from '../models/labels.ts'
import { grouped } from '../ui/grouped.ts'
import styles from './composer.module.css'

/** From this share of the window on it is said what will happen. */
const WARN_SHARE = 0.8
/** Below this share the numbers would only be noise. */
const SHOWN_SHARE = 0.1

type CounterProps = { threadTokens: number; textTokens: number; windowTokens: number }

function warning({ threadTokens, textTokens, windowTokens }: CounterProps): string | null {
  if (textTokens > windowTokens) return 'This message alone is longer than the window of this model.'
  if (threadTokens + textTokens > windowTokens)
    return 'The window of this model is full: the oldest turns are left out of the next reply.'
  return threadTokens + textTokens > windowTokens * WARN_SHARE
    ? 'The window of this model is nearly full; soon the oldest turns will be left out.'
    : null
}

/** How much of the model's window the thread and the text fill, and a warning before it is full. */
export function ComposerCounter(props: CounterProps) {
  const used = props.threadTokens + props.textTokens
  const warned = warning(props)
  return (
    <>
      {used > props.windowTokens * SHOWN_SHARE && (
        <p className={styles.counter} data-warns={warned !== null}>
          <span className="visually-hidden">Used of the model’s window: </span>≈ {grouped(used)} of{' '}
          {shortTokens(props.windowTokens)} tokens
        </p>
      )}
      <p role="status" className={warned ? styles.warning : 'visually-hidden'}>
        {warned}
      </p>
    </>
  )
}
