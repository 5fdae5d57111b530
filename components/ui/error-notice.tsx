'use client'

import { useEffect, useRef } from 'react'
import buttons from './button.module.css'
import { NoticePage } from './notice-page.tsx'

/** The number under which the server logged a fault; React gives it to errors of Server Components. */
function digestOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return null
  return typeof error.digest === 'string' ? error.digest : null
}

/** What stands in place of a page that failed to render. */
export function ErrorNotice({ error, retry }: { error: unknown; retry: () => void }) {
  const again = useRef<HTMLButtonElement>(null)
  useEffect(() => again.current?.focus(), [])
  const digest = digestOf(error)
  return (
    <NoticePage
      title="This page could not be shown"
      text={`Something failed on our side. Your chats are kept.${digest ? ` If it stays, name this number to whoever runs Neptun: ${digest}.` : ''}`}
    >
      <button ref={again} type="button" className={buttons.primary} onClick={retry}>
        Try again
      </button>
      <a className={buttons.quiet} href="/">
        To the start
      </a>
    </NoticePage>
  )
}
