'use client'

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { loadMarkdown } from './live-text.tsx'
import { WINDOW_MESSAGES } from './window-messages.ts'

/** Earlier messages are put in before the reader gets to where they begin. */
const AHEAD = '1200px 0px 0px 0px'

/**
 * Which message of a long thread is the first in the page: the newest ones are there at once, earlier ones come as one
 * scrolls towards them. `top` marks where they will stand.
 */
export function useWindow(count: number): { start: number; top: RefObject<HTMLDivElement | null> } {
  const [first, setFirst] = useState(() => Math.max(0, count - WINDOW_MESSAGES))
  const start = Math.min(first, Math.max(0, count - WINDOW_MESSAGES))
  const top = useRef<HTMLDivElement>(null)
  const heightBefore = useRef<number | null>(null)

  // At the very top, and where the browser does not hold the text in place by itself, we do.
  useLayoutEffect(() => {
    const before = heightBefore.current
    heightBefore.current = null
    if (before === null || start < 0) return
    const isHeld = window.scrollY > 0 && CSS.supports('overflow-anchor', 'auto')
    if (!isHeld) window.scrollBy({ top: document.documentElement.scrollHeight - before, behavior: 'instant' })
  }, [start])

  useEffect(() => {
    const mark = top.current
    if (!mark || start === 0) return
    let isOver = false
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        const grow = () => {
          if (isOver) return
          heightBefore.current = document.documentElement.scrollHeight
          setFirst(Math.max(0, start - WINDOW_MESSAGES))
        }
        loadMarkdown().then(grow, grow)
      },
      { rootMargin: AHEAD },
    )
    observer.observe(mark)
    return () => {
      isOver = true
      observer.disconnect()
    }
  }, [start])

  return { start, top }
}
