'use client'

import { useEffect, useState } from 'react'

const SECOND_MS = 1000

/** Counts down to when it makes sense to try again, from when it is first shown; then it says so. */
export function Countdown({ seconds }: { seconds: number }) {
  const [left, setLeft] = useState(Math.ceil(seconds))
  useEffect(() => {
    const end = Date.now() + seconds * SECOND_MS
    const timer = setInterval(() => {
      const remaining = Math.max(0, Math.ceil((end - Date.now()) / SECOND_MS))
      setLeft(remaining)
      if (remaining === 0) clearInterval(timer)
    }, SECOND_MS)
    return () => clearInterval(timer)
  }, [seconds])
  return <p>{left > 0 ? `Trying again makes sense in ${left} s.` : 'You can try again now.'}</p>
}
