import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { type ChatId, toChatId, type UserId } from '../../domain/ids.ts'
import type { ChatPosition } from '../page-cursor.ts'
import type { SearchIndex } from './search-index.ts'

/** A word in more chats than this is common: then walking the newest chats finds a page sooner than sorting all. */
const RARE_CHATS = 1_000
const WALK_CHATS = 200

const positionRow = z.object({ id: z.number(), updated_at: z.number() })
const readPosition = (row: unknown): ChatPosition => {
  const { id, updated_at } = positionRow.parse(row)
  return { id, updatedAt: updated_at }
}

const comesAfter = (one: ChatPosition, other: ChatPosition) =>
  one.updatedAt < other.updatedAt || (one.updatedAt === other.updatedAt && one.id < other.id)

export type ChatSearch = {
  /** The owner's chats after a position, newest activity first, that hold all words; `words` must not be empty. */
  find(owner: UserId, words: readonly string[], after: ChatPosition, limit: number): ChatId[]
}

/** Search over the chats of an opened database. */
export function sqliteChatSearch(database: DatabaseSync, index: SearchIndex): ChatSearch {
  const position = database.prepare(
    'SELECT id, updated_at FROM chats WHERE id = ? AND owner_id = ? AND trashed_at IS NULL',
  )
  const walk = database.prepare(
    `SELECT id, updated_at FROM chats
     WHERE owner_id = ? AND trashed_at IS NULL AND (updated_at, id) < (?, ?)
     ORDER BY updated_at DESC, id DESC LIMIT ${WALK_CHATS}`,
  )

  /** The chats with the first word that is rare, and which word that was. */
  function candidates(owner: UserId, words: readonly string[]) {
    for (const word of words) {
      const chats = index.chatsWith(owner, word, RARE_CHATS)
      if (chats) return { word, chats }
    }
    return null
  }

  function* newestFirst(owner: UserId, after: ChatPosition): Generator<ChatPosition> {
    let last: ChatPosition | undefined = after
    while (last) {
      const batch: ChatPosition[] = walk.all(owner, last.updatedAt, last.id).map(readPosition)
      yield* batch
      last = batch.at(-1)
    }
  }

  return {
    find(owner, words, after, limit) {
      const found: ChatId[] = []
      const rare = candidates(owner, words)
      const others = words.filter((word) => word !== rare?.word)
      const positions = rare
        ? rare.chats
            .map((chat) => position.get(chat, owner))
            .filter((row) => row !== undefined)
            .map(readPosition)
            .filter((chat) => comesAfter(chat, after))
            .sort((one, other) => (comesAfter(one, other) ? 1 : -1))
        : newestFirst(owner, after)
      for (const { id } of positions) {
        const chat = toChatId(id)
        if (others.every((word) => index.has(chat, word))) found.push(chat)
        if (found.length === limit) break
      }
      return found
    },
  }
}
