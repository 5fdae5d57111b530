import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { MessageStore } from '../contract.ts'
import { readMessageCursor } from '../page-cursor.ts'
import { messageColumns, readMessage, rowOrNull } from './rows.ts'

const ordRow = z.object({ ord: z.number() })

/** The messages of an opened database. */
export function sqliteMessages(database: DatabaseSync): MessageStore {
  const exists = database.prepare('SELECT 1 FROM chats WHERE id = ? AND owner_id = ? AND trashed_at IS NULL')
  const newest = database.prepare(
    `SELECT messages.ord, ${messageColumns} FROM messages
     WHERE chat_id = ? AND ord < ? ORDER BY ord DESC LIMIT ?`,
  )
  const find = database.prepare(
    `SELECT ${messageColumns} FROM messages JOIN chats ON chats.id = messages.chat_id
     WHERE messages.chat_id = ? AND messages.id = ? AND chats.owner_id = ? AND chats.trashed_at IS NULL`,
  )

  return {
    async list(owner, chat, { limit, before }) {
      const end = before === undefined ? Number.MAX_SAFE_INTEGER : readMessageCursor(before)
      if (end === null) return 'invalid-cursor'
      if (exists.get(chat, owner) === undefined) return null
      const rows = newest.all(chat, end, limit + 1)
      const page = rows.slice(0, limit)
      const oldest = rows.length > limit ? page.at(-1) : undefined
      return {
        messages: page.map(readMessage).reverse(),
        nextBefore: oldest ? String(ordRow.parse(oldest).ord) : null,
      }
    },
    async get(owner, chat, message) {
      return rowOrNull(readMessage, find.get(chat, message, owner))
    },
  }
}
