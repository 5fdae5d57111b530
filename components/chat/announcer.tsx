'use client'

import { createContext, type ReactNode, useContext, useState } from 'react'

const AnnounceContext = createContext<(text: string) => void>(() => undefined)

/** Says something to those who listen to the page instead of looking at it. */
export const useAnnounce = () => useContext(AnnounceContext)

/** The one live region. It stands above the pages, since a region that comes with its text is often not read. */
export function Announcer({ children }: { children: ReactNode }) {
  const [text, setText] = useState('')
  return (
    <AnnounceContext value={setText}>
      {children}
      <p role="status" aria-live="polite" className="visually-hidden">
        {text}
      </p>
    </AnnounceContext>
  )
}
