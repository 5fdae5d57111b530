'use client'

import { type RefObject, useCallback, useEffect, useLayoutEffect } from 'react'

/** Who scrolls down to within this of the end of a growing text wants to be there; in CSS pixels. */
const NEAR_PX = 120
/** A scrolling this long after a wheel, a finger or a key is still theirs. */
const WANTED_MS = 1000
const DOWN_KEYS = new Set(['End', 'PageDown', 'ArrowDown', ' '])

const distanceToEnd = () =>
  document.documentElement.scrollHeight - window.scrollY - document.documentElement.clientHeight

function scrollToEnd(): void {
  window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })
}

/**
 * Keeps the end of a growing element in view while the reader is there, and never moves one who scrolled up.
 * `isFollowing`: whether it begins with that; kept up to date for whoever shows the same later. `goToEnd` goes to the end and follows it again.
 */
export function useFollowEnd(content: RefObject<HTMLElement | null>, isFollowing: { current: boolean }) {
  useLayoutEffect(() => {
    if (isFollowing.current) scrollToEnd()
  }, [isFollowing])

  useEffect(() => {
    const element = content.current
    if (!element) return
    let lastTop = window.scrollY
    let wantedDownAt = Number.NEGATIVE_INFINITY
    const onScroll = () => {
      const top = window.scrollY
      const distance = distanceToEnd()
      const isWanted = performance.now() - wantedDownAt < WANTED_MS
      // Down the page also moves by itself: the browser holds the text in place while something above gets its height.
      if (top < lastTop) isFollowing.current &&= distance <= 2
      else if (isWanted && distance < NEAR_PX) isFollowing.current = true
      lastTop = top
    }
    // The first pixels of a movement upwards are still at the end, and growth would take them back.
    const onWheel = ({ deltaY, ctrlKey, target }: WheelEvent) => {
      if (ctrlKey || (target instanceof Element && target.closest('textarea, dialog'))) return
      if (deltaY > 0) wantedDownAt = performance.now()
      else if (deltaY < 0 && window.scrollY > 0) {
        isFollowing.current = false
        // An event of our own scrolling may still be on its way, and it tells of the end.
        wantedDownAt = Number.NEGATIVE_INFINITY
      }
    }
    const onMove = () => {
      wantedDownAt = performance.now()
    }
    const onKey = ({ key }: KeyboardEvent) => {
      if (DOWN_KEYS.has(key)) wantedDownAt = performance.now()
    }
    const growth = new ResizeObserver(() => {
      if (!isFollowing.current) return
      scrollToEnd()
      // A page that grew shorter has moved up by itself; the event that will tell so is nobody's wish.
      lastTop = window.scrollY
    })
    growth.observe(element)
    // Who folds something out wants to read it, not to be taken away from it.
    const onClick = ({ target }: MouseEvent) => {
      if (target instanceof Element && target.closest('summary')) isFollowing.current = false
    }
    element.addEventListener('click', onClick)
    window.addEventListener('scroll', onScroll, { passive: true })
    window.addEventListener('wheel', onWheel, { passive: true })
    // A finger, or a hand on the scroll bar.
    window.addEventListener('touchmove', onMove, { passive: true })
    window.addEventListener('pointerdown', onMove)
    window.addEventListener('keydown', onKey)
    return () => {
      growth.disconnect()
      element.removeEventListener('click', onClick)
      window.removeEventListener('scroll', onScroll)
      window.removeEventListener('wheel', onWheel)
      window.removeEventListener('touchmove', onMove)
      window.removeEventListener('pointerdown', onMove)
      window.removeEventListener('keydown', onKey)
    }
  }, [content, isFollowing])

  return {
    goToEnd: useCallback(() => {
      isFollowing.current = true
      scrollToEnd()
    }, [isFollowing]),
    isFollowing: useCallback(() => isFollowing.current, [isFollowing]),
  }
}
