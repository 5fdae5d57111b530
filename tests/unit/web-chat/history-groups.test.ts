import { expect, test } from 'vitest'
import { groupHistory } from '../../../components/history/history-groups.ts'
import type { Chat } from '../../../lib/domain/chat.ts'
import { toChatId } from '../../../lib/domain/ids.ts'

const HOUR_MS = 60 * 60 * 1000
const now = Date.parse('2026-03-10T12:00:00Z')

const chat = (id: number, ageHours: number): Chat => {
  const at = new Date(now - ageHours * HOUR_MS).toISOString()
  return {
    id: toChatId(id),
    name: `chat ${id}`,
    model: 'ollama/rwkv-6-world',
    pinned: false,
    systemPrompt: null,
    parameters: {},
    createdAt: at,
    updatedAt: at,
    messageCount: 2,
  }
}

test('chats stand under their age, in their order, and no empty heading is shown', () => {
  const groups = groupHistory([chat(1, 0), chat(2, 23), chat(3, 24), chat(4, 24 * 6), chat(5, 24 * 400)], now)
  expect(groups.map(({ label, chats }) => [label, chats.map(({ id }) => id)])).toEqual([
    ['Last 24 hours', [1, 2]],
    ['Last 7 days', [3, 4]],
    ['Older', [5]],
  ])
  expect(groupHistory([], now)).toEqual([])
})

test('a chat of a clock that goes ahead counts as new', () => {
  expect(groupHistory([chat(1, -5)], now)[0]?.label).toBe('Last 24 hours')
})

test('pinned chats stand first, whatever their age', () => {
  const groups = groupHistory([chat(1, 0), { ...chat(2, 24 * 400), pinned: true }], now)
  expect(groups.map(({ label, chats }) => [label, chats.map(({ id }) => id)])).toEqual([
    ['Pinned', [2]],
    ['Last 24 hours', [1]],
  ])
})
