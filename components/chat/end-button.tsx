'use client'

import ArrowDown from 'lucide-react/icons/arrow-down'
import { useEffect, useRef, useState } from 'react'
import styles from './end-button.module.css'

/** The end counts as in sight from this far on; in CSS pixels. */
const NEAR_PX = 160

/** The way back to the end, as long as the end is out of sight. It stands where the thread ends. */
export function EndButton({ onGo }: { onGo: () => void }) {
  const end = useRef<HTMLDivElement>(null)
  const [isAway, setAway] = useState(false)
  useEffect(() => {
    const element = end.current
    if (!element) return
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1)
        if (entry) setAway(!entry.isIntersecting && entry.boundingClientRect.top > 0)
      },
      { rootMargin: `0px 0px ${NEAR_PX}px 0px` },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return (
    <>
      <div ref={end} />
      {isAway && (
        <div className={styles.place}>
          <button type="button" className={styles.button} onClick={onGo}>
            <ArrowDown size={16} aria-hidden="true" />
            Go to the end
          </button>
        </div>
      )}
    </>
  )
}
