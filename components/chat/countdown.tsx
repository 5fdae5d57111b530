'use client'

import { useLayoutEffect, useState } from 'react'

const SECOND_MS = 1000

type CountdownProps = {
  /** How long to wait, from now on. */
  seconds: number
  /** When the wait ends, in Unix milliseconds, where that is known better. */
  until?: number | undefined
}

/** Counts down to when it makes sense to try again; then it says so. A wait that was over before is not mentioned. */
export function Countdown({ seconds, until }: CountdownProps) {
  // Not on the server: its seconds would be others than the browser's.
  const [left, setLeft] = useState<number | null>(null)
  useLayoutEffect(() => {
    const end = until ?? Date.now() + seconds * SECOND_MS
    const remaining = () => Math.max(0, Math.ceil((end - Date.now()) / SECOND_MS))
    if (remaining() === 0) return
    setLeft(remaining())
    const timer = setInterval(() => {
      setLeft(remaining())
      if (remaining() === 0) clearInterval(timer)
    }, SECOND_MS)
    return () => clearInterval(timer)
  }, [seconds, until])
  if (left === null) return null
  return <p>{left > 0 ? `Trying again makes sense in ${left} s.` : 'You can try again now.'}</p>
}
