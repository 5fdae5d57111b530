import { describe, expect, test } from 'vitest'
import { joinChats, readChatPage, withFirstPage } from '../../../components/history/chat-list.ts'
import type { Chat } from '../../../lib/domain/chat.ts'
import { toChatId } from '../../../lib/domain/ids.ts'

/** A chat whose newest activity was at that minute. */
const chat = (id: number, minute: number, name = `chat ${id}`): Chat => {
  const at = new Date(Date.UTC(2026, 2, 10, 12, minute)).toISOString()
  return {
    id: toChatId(id),
    name,
    model: 'ollama/rwkv-6-world',
    pinned: false,
    systemPrompt: null,
    parameters: {},
    createdAt: at,
    updatedAt: at,
    messageCount: 2,
  }
}

const ids = (chats: readonly Chat[]) => chats.map(({ id }) => id)

test('two lists become one, each chat once, newest first, in its newer form', () => {
  const joined = joinChats([chat(1, 1), chat(2, 2, 'old')], [chat(2, 9, 'new'), chat(3, 3)])
  expect(ids(joined)).toEqual([2, 3, 1])
  expect(joined[0]?.name).toBe('new')
})

describe('after the first page was read anew', () => {
  const known = [chat(5, 5), chat(4, 4), chat(3, 3), chat(2, 2), chat(1, 1)]

  test('older pages that were loaded stay', () => {
    expect(ids(withFirstPage(known, { chats: [chat(6, 6), chat(5, 5)], nextCursor: 'x' }))).toEqual([
      6, 5, 4, 3, 2, 1,
    ])
  })

  test('a chat that should stand on it and does not is gone', () => {
    expect(ids(withFirstPage(known, { chats: [chat(5, 5), chat(3, 3)], nextCursor: 'x' }))).toEqual([
      5, 3, 2, 1,
    ])
  })

  test('a page that is the whole list leaves nothing else', () => {
    expect(ids(withFirstPage(known, { chats: [chat(2, 2)], nextCursor: null }))).toEqual([2])
    expect(ids(withFirstPage(known, { chats: [], nextCursor: null }))).toEqual([])
  })
})

test('what is no answer of GET /api/chats is refused', () => {
  expect(readChatPage({ chats: [], nextCursor: null })).toEqual({ chats: [], nextCursor: null })
  expect(() => readChatPage({ chat: 1 })).toThrow('gave no chats')
})
