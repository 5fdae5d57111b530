import 'server-only'
import { cache } from 'react'
import type { UserId } from '@/lib/domain/ids.ts'
import { store } from '@/lib/store/index.ts'

const HISTORY_CHATS = 30

/** The newest chats of a person and the ids of those in which a reply is being written, read once per render. */
export const readHistory = cache(async (owner: UserId) => {
  const [page, running] = await Promise.all([
    store().chats.list(owner, { limit: HISTORY_CHATS }),
    store().generations.runningChats(owner),
  ])
  return page === 'invalid-cursor'
    ? { chats: [], nextCursor: null, running: [] }
    : { ...page, running: [...new Set(running)] }
})
