import 'server-only'
import { cache } from 'react'
import type { UserId } from '@/lib/domain/ids.ts'
import { store } from '@/lib/store/index.ts'

const HISTORY_CHATS = 30

/** The newest chats of a person, read once per render. */
export const readHistory = cache(async (owner: UserId) => {
  const page = await store().chats.list(owner, { limit: HISTORY_CHATS })
  return page === 'invalid-cursor' ? { chats: [], nextCursor: null } : page
})
