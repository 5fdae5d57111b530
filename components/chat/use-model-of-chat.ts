'use client'

import { useCallback, useState } from 'react'
import { apiRequest, sentenceOf } from '../api/api-request.ts'
import type { ChatSession } from './chat-session.ts'

/** The model of a conversation's next turn; a chat that exists is told about another choice. */
export function useModelOfChat(session: ChatSession) {
  const [model, setModel] = useState(session.model)
  const [modelFault, setFault] = useState<string | null>(null)

  const chooseModel = useCallback(
    async (chosen: string) => {
      session.model = chosen
      setModel(chosen)
      setFault(null)
      if (session.chatId === null) return
      try {
        await apiRequest('PATCH', `/api/chats/${session.chatId}`, { model: chosen })
      } catch (error) {
        setFault(
          `The next reply comes from the model you chose, but the chat could not remember it. ${sentenceOf(error)}`,
        )
      }
    },
    [session],
  )

  /** For a turn that begins now: the turn itself tells the chat. */
  const switchModel = useCallback(
    (chosen: string) => {
      session.model = chosen
      setModel(chosen)
    },
    [session],
  )

  return { model, chooseModel, switchModel, modelFault }
}
