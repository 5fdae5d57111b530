import type { Chat } from '@/lib/domain/chat.ts'

export type HistoryGroup = { label: string; chats: Chat[] }

const DAY_MS = 24 * 60 * 60 * 1000

/** Ages rather than calendar days: the server does not know where the reader's midnight is. */
const ages = [
  { label: 'Last 24 hours', withinMs: DAY_MS },
  { label: 'Last 7 days', withinMs: 7 * DAY_MS },
  { label: 'Last 30 days', withinMs: 30 * DAY_MS },
  { label: 'Older', withinMs: Number.POSITIVE_INFINITY },
]

/**
 * Chats in their given order: the pinned ones, then the others by the age of their newest activity; groups without a
 * chat are left out. `now` in Unix milliseconds.
 */
export function groupHistory(chats: readonly Chat[], now: number): HistoryGroup[] {
  const labelOf = (chat: Chat) =>
    chat.pinned
      ? 'Pinned'
      : (ages.find(({ withinMs }) => now - Date.parse(chat.updatedAt) < withinMs)?.label ?? 'Older')
  return ['Pinned', ...ages.map(({ label }) => label)]
    .map((label) => ({ label, chats: chats.filter((chat) => labelOf(chat) === label) }))
    .filter((group) => group.chats.length > 0)
}
