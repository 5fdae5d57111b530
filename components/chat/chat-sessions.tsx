'use client'

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { onStartRequested } from '../ui/start-request.ts'
import type { ChatMessage } from './chat-message.ts'
import { ChatSession } from './chat-session.ts'

type Sessions = Map<number, ChatSession>

const SessionsContext = createContext<Sessions | null>(null)

/** Keeps the conversations of this tab above the pages, so that none loses its stream when another page is opened. */
export function ChatSessions({ children }: { children: ReactNode }) {
  const [sessions] = useState<Sessions>(() => new Map())
  return <SessionsContext value={sessions}>{children}</SessionsContext>
}

type Wanted = { chatId: number | null; isPlayground: boolean; model: string; messages: ChatMessage[] }

/**
 * The conversation of a page: the one that already runs in this tab, else one that begins with the stored messages. The
 * page of a new chat, asked for or rendered again before the chat that began on it has got a page of its own, begins
 * another; one that was rendered again is known by its messages, which are another object.
 */
export function useChatSession(wanted: Wanted): ChatSession {
  const sessions = useContext(SessionsContext)
  if (!sessions) throw new Error('useChatSession needs ChatSessions above it')
  const begin = () =>
    new ChatSession({ ...wanted, register: (chatId, created) => sessions.set(chatId, created) })
  const [held, setHeld] = useState(() => {
    const known = wanted.chatId === null ? undefined : sessions.get(wanted.chatId)
    if (known && !known.isHandedOver) known.isFollowing.current = true
    return { session: known ?? begin(), messages: wanted.messages }
  })
  const { session } = held
  const isStart = wanted.chatId === null && !wanted.isPlayground
  const begunAnew = () => (isStart && session.hasAddress ? begin() : session)
  if (held.messages !== wanted.messages) setHeld({ session: begunAnew(), messages: wanted.messages })

  useEffect(() => onStartRequested(() => setHeld({ session: begunAnew(), messages: wanted.messages })))

  useEffect(() => {
    if (session.chatId !== null) sessions.set(session.chatId, session)
    if (wanted.chatId !== null) session.isHandedOver = false
    return () => {
      // Whoever left before the chat's own page came opens it later as any other, at its end.
      if (wanted.chatId === null && window.location.pathname !== `/chats/${session.chatId}`)
        session.isHandedOver = false
      if (session.isPlayground) void session.chat.stop()
      else if (session.chatId !== null && !session.isRunning) sessions.delete(session.chatId)
    }
  }, [session, sessions, wanted.chatId])

  return session
}
