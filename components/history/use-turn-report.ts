'use client'

import { useEffect } from 'react'
import { tellHistory } from './history-events.ts'

/** Chats in which this tab follows a turn, and whether its beginning was told. A turn outlives the page that began it. */
const turns = new Map<number, boolean>()

/** Says that a turn has begun in a chat, before any page of that chat is there to see it. */
export const expectTurn = (chatId: number) => void turns.set(chatId, false)

type TurnState = {
  /** null: not a stored chat. */
  chatId: number | null
  isRunning: boolean
  /** The server has answered: from now on the chat has its name and its question. */
  hasBegun: boolean
}

/** Tells all lists of chats when a reply of this chat begins and ends. */
export function useTurnReport({ chatId, isRunning, hasBegun }: TurnState): void {
  useEffect(() => {
    if (chatId === null) return
    if (isRunning) {
      if (hasBegun && !turns.get(chatId)) tellHistory({ type: 'turn', chatId, isRunning: true })
      turns.set(chatId, hasBegun || turns.get(chatId) === true)
    } else if (turns.delete(chatId)) tellHistory({ type: 'turn', chatId, isRunning: false })
  }, [chatId, isRunning, hasBegun])
}
