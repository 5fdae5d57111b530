import type { DatabaseSync } from 'node:sqlite'
import type { Chat } from '../../domain/chat.ts'
import { type ChatId, toChatId, type UserId } from '../../domain/ids.ts'
import { type ChatStore, TRASH_KEPT_MS } from '../contract.ts'
import { readId } from './rows.ts'
import type { SearchIndex } from './search-index.ts'
import { inTransaction } from './transaction.ts'

/** How many chats one call clears away at most, so that no call takes long. */
const CLEARED_AT_ONCE = 20

/** Trash and restore of an opened database. `get` finds a chat that is not in the trash. */
export function sqliteTrash(
  database: DatabaseSync,
  index: SearchIndex,
  get: (owner: UserId, chat: ChatId) => Chat | null,
): Pick<ChatStore, 'trash' | 'restore'> {
  const put = database.prepare(
    'UPDATE chats SET trashed_at = ? WHERE id = ? AND owner_id = ? AND trashed_at IS NULL',
  )
  const takeOut = database.prepare(
    'UPDATE chats SET trashed_at = NULL WHERE id = ? AND owner_id = ? AND trashed_at >= ?',
  )
  const over = database.prepare(
    `SELECT id FROM chats WHERE owner_id = ? AND trashed_at IS NOT NULL AND trashed_at < ?
     ORDER BY trashed_at LIMIT ${CLEARED_AT_ONCE}`,
  )
  const remove = database.prepare('DELETE FROM chats WHERE id = ?')

  function clear(owner: UserId, now: number): void {
    for (const row of over.all(owner, now - TRASH_KEPT_MS)) {
      const chat = toChatId(readId(row))
      index.removeChat(chat)
      remove.run(chat)
    }
  }

  return {
    async trash(owner, chat, now) {
      return inTransaction(database, () => {
        clear(owner, now)
        return put.run(now, chat, owner).changes === 1
      })
    },
    async restore(owner, chat, now) {
      return inTransaction(database, () => {
        takeOut.run(chat, owner, now - TRASH_KEPT_MS)
        return get(owner, chat)
      })
    },
  }
}
