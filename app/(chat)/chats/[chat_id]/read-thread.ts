import 'server-only'
import { cache } from 'react'
import type { Chat, StoredMessage } from '@/lib/domain/chat.ts'
import { toChatId, type UserId } from '@/lib/domain/ids.ts'
import { store } from '@/lib/store/index.ts'

const THREAD_MESSAGES = 200

export type Thread = { chat: Chat; messages: StoredMessage[]; isCut: boolean }

/** The chat that a path names, for both the page and its title; null for a path that names none of this owner's. */
export const readChat = cache(
  async (owner: UserId, segment: string): Promise<Chat | null> =>
    /^[1-9]\d{0,14}$/u.test(segment) ? store().chats.get(owner, toChatId(Number(segment))) : null,
)

/** A chat with its newest messages, oldest first; `isCut` when there are older ones. */
export async function readThread(owner: UserId, segment: string): Promise<Thread | null> {
  const chat = await readChat(owner, segment)
  if (!chat) return null
  const page = await store().messages.list(owner, chat.id, { limit: THREAD_MESSAGES })
  if (page === null || page === 'invalid-cursor') return null
  return { chat, messages: page.messages, isCut: page.nextBefore !== null }
}
