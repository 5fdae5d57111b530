'use client'

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'

/** Who scrolls down to within this of the end of a growing text wants to be there; in CSS pixels. */
const NEAR_PX = 120

const distanceToEnd = () =>
  document.documentElement.scrollHeight - window.scrollY - document.documentElement.clientHeight

function scrollToEnd(): void {
  window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })
}

/**
 * Keeps the end of a growing element in view while the reader is there, and never moves one who scrolled up.
 * `opensAtEnd`: what the page opens with is read from its end. `goToEnd` goes to the end and follows it again.
 */
export function useFollowEnd(content: RefObject<HTMLElement | null>, opensAtEnd: boolean) {
  const isFollowing = useRef(opensAtEnd)

  useLayoutEffect(() => {
    if (isFollowing.current) scrollToEnd()
  }, [])

  useEffect(() => {
    const element = content.current
    if (!element) return
    let lastTop = window.scrollY
    const onScroll = () => {
      const top = window.scrollY
      const distance = distanceToEnd()
      // Growing text lengthens the distance without any scrolling, so only a movement upwards ends the following.
      if (distance <= 2) isFollowing.current = true
      else if (top < lastTop) isFollowing.current = false
      else if (distance < NEAR_PX) isFollowing.current = true
      lastTop = top
    }
    const growth = new ResizeObserver(() => {
      if (isFollowing.current) scrollToEnd()
    })
    growth.observe(element)
    // Who folds something out wants to read it, not to be taken away from it.
    const onClick = ({ target }: MouseEvent) => {
      if (target instanceof Element && target.closest('summary')) isFollowing.current = false
    }
    element.addEventListener('click', onClick)
    window.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      growth.disconnect()
      element.removeEventListener('click', onClick)
      window.removeEventListener('scroll', onScroll)
    }
  }, [content])

  return {
    goToEnd: useCallback(() => {
      isFollowing.current = true
      scrollToEnd()
    }, []),
    isFollowing: useCallback(() => isFollowing.current, []),
  }
}
