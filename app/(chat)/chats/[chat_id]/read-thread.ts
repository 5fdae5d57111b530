import 'server-only'
import { cache } from 'react'
import type { Chat, StoredMessage } from '@/lib/domain/chat.ts'
import { toChatId, type UserId } from '@/lib/domain/ids.ts'
import type { MessagePage } from '@/lib/store/contract.ts'
import { store } from '@/lib/store/index.ts'

/** Pages of the store that are read, and messages on each. */
const THREAD_PAGES = 5
const PAGE_MESSAGES = 200

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
  let messages: StoredMessage[] = []
  let before: string | null = null
  for (let pages = 0; pages < THREAD_PAGES; pages += 1) {
    const page: MessagePage | null | 'invalid-cursor' = await store().messages.list(owner, chat.id, {
      limit: PAGE_MESSAGES,
      ...(before !== null && { before }),
    })
    if (page === null || page === 'invalid-cursor') return null
    messages = [...page.messages, ...messages]
    before = page.nextBefore
    if (before === null) break
  }
  return { chat, messages, isCut: before !== null }
}
