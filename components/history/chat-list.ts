import type { Chat } from '@/lib/domain/chat.ts'

export type ChatPage = { chats: readonly Chat[]; nextCursor: string | null }

const newestFirst = (one: Chat, other: Chat) =>
  Date.parse(other.updatedAt) - Date.parse(one.updatedAt) || other.id - one.id

/** Chats of both lists, each once, in the order of the API: newest activity first. What `newer` knows of a chat counts. */
export function joinChats(known: readonly Chat[], newer: readonly Chat[]): Chat[] {
  const byId = new Map([...known, ...newer].map((chat) => [chat.id, chat]))
  return [...byId.values()].sort(newestFirst)
}

/**
 * What is known after the first page was read anew: its chats, and of the known ones those that follow it. One that
 * should be on the page and is not has been deleted.
 */
export function withFirstPage(known: readonly Chat[], first: ChatPage): Chat[] {
  const last = first.chats.at(-1)
  if (first.nextCursor === null || !last) return [...first.chats]
  return joinChats(
    known.filter((chat) => newestFirst(last, chat) < 0),
    first.chats,
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** The answer of GET /api/chats. @throws Error when it is none. */
export function readChatPage(answer: unknown): ChatPage {
  if (isObject(answer) && Array.isArray(answer.chats)) {
    const { chats, nextCursor } = answer
    // Our own server answered; its contract tests hold it to the shape of a Chat.
    return { chats: chats as Chat[], nextCursor: typeof nextCursor === 'string' ? nextCursor : null }
  }
  throw new Error('GET /api/chats gave no chats')
}
