'use client'

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { sentenceOf } from '../api/api-request.ts'
import styles from './history-list.module.css'

/** The end of a list that is not whole yet: goes on when it is scrolled into view, and at a press for who does not scroll. */
export function LoadMore({ onLoad, label }: { onLoad: () => Promise<void>; label: string }) {
  const button = useRef<HTMLButtonElement>(null)
  const [fault, setFault] = useState<string | null>(null)
  const load = async () => {
    setFault(null)
    try {
      await onLoad()
    } catch (error) {
      setFault(sentenceOf(error))
    }
  }
  const onSeen = useEffectEvent(() => void load())

  useEffect(() => {
    if (!button.current) return
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return
      // Once: after a fault one presses.
      observer.disconnect()
      onSeen()
    })
    observer.observe(button.current)
    return () => observer.disconnect()
  }, [])

  return (
    <div>
      {fault && (
        <p role="alert" className={styles.note}>
          {fault}
        </p>
      )}
      <button ref={button} type="button" className={styles.more} onClick={load}>
        {label}
      </button>
    </div>
  )
}
