'use client'

import { useEffect, useRef, useState } from 'react'
import buttons from './button.module.css'
import { NoticePage } from './notice-page.tsx'

/** How often it is asked whether the page can be had again. */
const ASK_MS = 1000
/** A page that was loaded anew by itself and fails again within this time waits for a person. */
const AGAIN_MS = 60_000
const RELOADED_AT = 'neptun-reloaded-at'

/** The number under which the server logged a fault, a string; React gives it to errors of Server Components. */
const digestOf = (error: unknown): unknown => Object(error).digest

const wasReloaded = () => Date.now() - Number(sessionStorage.getItem(RELOADED_AT)) < AGAIN_MS

/**
 * What stands in place of a page that failed to render. A fault without a number arose here, nearly always because a part
 * of the page did not arrive: then it is loaded anew as soon as our server answers.
 */
export function ErrorNotice({ error, retry }: { error: unknown; retry: () => void }) {
  const again = useRef<HTMLButtonElement>(null)
  useEffect(() => again.current?.focus(), [])
  const digest = digestOf(error)
  const [isMended] = useState(() => !digest && !wasReloaded())

  useEffect(() => {
    if (!isMended) return
    const leaving = new AbortController()
    const { signal } = leaving
    const ask = async () => {
      const isThere = await fetch('/api/health', { signal }).then(
        ({ ok }) => ok,
        () => false,
      )
      if (signal.aborted) return
      if (!isThere) return void setTimeout(ask, ASK_MS)
      sessionStorage.setItem(RELOADED_AT, String(Date.now()))
      window.location.reload()
    }
    setTimeout(ask, ASK_MS)
    return () => leaving.abort()
  }, [isMended])

  const cause = isMended ? 'It comes back when Neptun can be reached.' : 'Something failed on our side.'
  return (
    <NoticePage
      title="This page could not be shown"
      text={`${cause} Your chats are kept.${digest ? ` If it stays, name this number to whoever runs Neptun: ${digest}.` : ''}`}
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
