'use client'

import { useEffect, useRef } from 'react'
import type { ChatSession } from './chat-session.ts'
import { reportUnreachable, useConnection } from './composer-connection.ts'
import { composerKey } from './composer-draft.ts'
import { useQueue } from './composer-queue.ts'

type OutboxProps = {
  session: ChatSession
  isRunning: boolean
  /** The last request of the thread got no answer of ours. */
  isUnanswered: boolean
  onSend: (text: string, id: string) => void
}

/** What is sent while nothing goes out: it waits, and goes out in its order when the server is there again. */
export function useOutbox({ session, isRunning, isUnanswered, onSend }: OutboxProps) {
  const connection = useConnection()
  const { queue, add, remove } = useQueue(composerKey('queue', session))
  const wasOut = useRef(false)
  const sent = useRef(new Set<string>())
  const next = queue[0]

  useEffect(() => {
    if (isUnanswered) void reportUnreachable()
  }, [isUnanswered])

  useEffect(() => {
    if (connection !== 'ok') wasOut.current = true
    if (connection !== 'ok' || isRunning) return
    // Once for each time that the server came back: one that answers, but never this, must not be asked for ever.
    if (wasOut.current && isUnanswered && session.chat.messages.at(-1)?.role === 'user') {
      wasOut.current = false
      session.retry()
      return
    }
    wasOut.current = false
    if (!next || isUnanswered) return
    remove(next.id)
    // React may run an effect twice.
    if (sent.current.has(next.id)) return
    sent.current.add(next.id)
    onSend(next.text, next.id)
  }, [connection, isRunning, isUnanswered, next, session, onSend, remove])

  return { connection, queue, add, remove }
}
