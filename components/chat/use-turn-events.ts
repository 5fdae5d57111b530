'use client'

import { usePathname, useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { errorBodyOf } from '../api/api-request.ts'
import { useAnnounce } from './announcer.tsx'
import type { ChatMessage } from './chat-message.ts'
import type { ChatSession } from './chat-session.ts'
import { endingOf, type ReplyPhase } from './reply-phase.ts'

type TurnState = {
  session: ChatSession
  stored: ChatMessage[]
  phase: ReplyPhase
  last: ChatMessage | undefined
  error: Error | undefined
  modelName: string
}

/**
 * What follows from the course of a turn, beside showing it: the address of a chat that has come into being, the
 * history that has changed, the announcements, and following a reply that is being written elsewhere.
 */
export function useTurnEvents({ session, stored, phase, last, error, modelName }: TurnState): void {
  const router = useRouter()
  const pathname = usePathname()
  const announce = useAnnounce()
  const isRunning = phase !== 'idle'
  const hasBegun = isRunning && phase !== 'connecting'
  const isNew = stored.length === 0

  useEffect(() => {
    session.onCreated = (chatId) => {
      // At once, so that a reload finds the chat also while its page is still on the way.
      window.history.replaceState(null, '', `/chats/${chatId}`)
      router.replace(`/chats/${chatId}`, { scroll: false })
    }
    session.onReconnected = () => router.refresh()
    return () => {
      session.onCreated = null
      session.onReconnected = null
    }
  }, [session, router])

  // Back to the address of a chat that was left before its page had come: Next remembers the page it had then, the start.
  const isElsewhere = session.chatId === null && !session.isPlayground && pathname !== '/'
  useEffect(() => {
    if (isElsewhere) router.refresh()
  }, [isElsewhere, router])

  useEffect(() => {
    if (session.adopt(stored)) void session.resume().then(() => router.refresh())
  }, [session, stored, router])

  // A chat gets its name and its place in the history with its first turn.
  useEffect(() => {
    if (hasBegun && isNew && session.chatId !== null) router.refresh()
  }, [hasBegun, isNew, session, router])

  useEffect(() => {
    // Of the session and not of this page: the one on which a reply begins may have given way to another when it ends.
    if (session.isToldRunning === isRunning) return
    session.isToldRunning = isRunning
    if (isRunning) return announce(`${modelName} is answering.`)
    announce(endingOf(last, error !== undefined))
    // Where the server did not answer, a refresh would fail too, and take the page with it; without a session it
    // would lead away from the card that says so.
    const code = error && (errorBodyOf(error)?.data.code ?? null)
    if (session.chatId !== null && code !== null && code !== 'unauthorized') router.refresh()
  }, [isRunning, announce, modelName, last, error, session, router])
}
