'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
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
  const announce = useAnnounce()
  const isRunning = phase !== 'idle'
  const hasBegun = isRunning && phase !== 'connecting'
  const isNew = stored.length === 0

  useEffect(() => {
    session.onCreated = (chatId) => router.replace(`/chats/${chatId}`, { scroll: false })
    session.onReconnected = () => router.refresh()
    return () => {
      session.onCreated = null
      session.onReconnected = null
    }
  }, [session, router])

  useEffect(() => {
    if (session.adopt(stored)) void session.resume().then(() => router.refresh())
  }, [session, stored, router])

  // A chat gets its name and its place in the history with its first turn.
  useEffect(() => {
    if (hasBegun && isNew && session.chatId !== null) router.refresh()
  }, [hasBegun, isNew, session, router])

  const wasRunning = useRef(false)
  useEffect(() => {
    if (wasRunning.current === isRunning) return
    wasRunning.current = isRunning
    if (isRunning) return announce(`${modelName} is answering.`)
    announce(endingOf(last, error !== undefined))
    // Where the server did not answer, a refresh would fail too, and take the page with it.
    const isReachable = error === undefined || errorBodyOf(error) !== null
    if (session.chatId !== null && isReachable) router.refresh()
  }, [isRunning, announce, modelName, last, error, session, router])
}
