import type { Chat } from '../domain/chat.ts'
import type { ChatPage } from './contract.ts'

/** Where a page of chats ended: the activity (Unix ms) and the id of its last chat. */
export type ChatPosition = { updatedAt: number; id: number }

const toChatCursor = (position: ChatPosition) => `${position.updatedAt}-${position.id}`

/** A page from what was found for it, which is one chat more than `limit` where another page follows. */
export function toChatPage(found: readonly Chat[], limit: number): ChatPage {
  const chats = found.slice(0, limit)
  const last = found.length > limit ? chats.at(-1) : undefined
  const nextCursor = last ? toChatCursor({ updatedAt: Date.parse(last.updatedAt), id: last.id }) : null
  return { chats, nextCursor }
}

/** The position that a `nextCursor` names, or null for any other text. */
export function readChatCursor(cursor: string): ChatPosition | null {
  const [, updatedAt, id] = /^(\d{1,15})-(\d{1,15})$/u.exec(cursor) ?? []
  return updatedAt && id ? { updatedAt: Number(updatedAt), id: Number(id) } : null
}

/** The place in the order of storing that a `nextBefore` names, or null for any other text. */
export const readMessageCursor = (before: string) => (/^\d{1,15}$/u.test(before) ? Number(before) : null)
