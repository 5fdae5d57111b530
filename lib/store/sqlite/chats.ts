import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { type Chat, defaultChatName } from '../../domain/chat.ts'
import type { ChatId, UserId } from '../../domain/ids.ts'
import type { ChatStore } from '../contract.ts'
import { type ChatPosition, readChatCursor, toChatPage } from '../page-cursor.ts'
import { queryWords } from '../search-words.ts'
import { sqliteChatSearch } from './chat-search.ts'
import { chatColumns, readChat, rowOrNull, toJson } from './rows.ts'
import type { SearchIndex } from './search-index.ts'
import { inTransaction } from './transaction.ts'
import { sqliteTrash } from './trash.ts'

const beforeAll: ChatPosition = { updatedAt: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER }
/** After so long others have their turn, however much there is to catch up. */
const CATCH_UP_MS = 20
const modelRow = z.object({ last_model: z.string().nullable() })

/** The chats of an opened database. */
export function sqliteChats(database: DatabaseSync, index: SearchIndex): ChatStore {
  const search = sqliteChatSearch(database, index)
  const insert = database.prepare(
    `INSERT INTO chats (owner_id, name, named, model, created_at, updated_at)
     VALUES (:owner, :name, :named, :model, :now, :now) RETURNING ${chatColumns}`,
  )
  const find = database.prepare(
    `SELECT ${chatColumns} FROM chats WHERE id = ? AND owner_id = ? AND trashed_at IS NULL`,
  )
  const newest = database.prepare(
    `SELECT ${chatColumns} FROM chats
     WHERE owner_id = ? AND trashed_at IS NULL AND (updated_at, id) < (?, ?)
     ORDER BY updated_at DESC, id DESC LIMIT ?`,
  )
  const update = database.prepare(
    `UPDATE chats SET name = :name, named = named OR :renamed, model = :model, pinned = :pinned,
       system_prompt = :systemPrompt, parameters = :parameters
     WHERE id = :chat RETURNING ${chatColumns}`,
  )
  const lastModel = database.prepare('SELECT last_model FROM users WHERE id = ?')
  const get = (owner: UserId, chat: ChatId) => rowOrNull(readChat, find.get(chat, owner))

  function searchPage(owner: UserId, query: string, after: ChatPosition, limit: number): Chat[] {
    const words = queryWords(query)
    if (words.length === 0) return []
    return search
      .find(owner, words, after, limit)
      .map((chat) => get(owner, chat))
      .filter((chat) => chat !== null)
  }

  function catchUpForAWhile(owner: UserId): boolean {
    const begunMs = performance.now()
    return index.catchUp(owner, () => performance.now() - begunMs < CATCH_UP_MS)
  }

  /** What was noted of an owner is found. Where the disk takes no more, the rest still is. */
  async function catchUp(owner: UserId): Promise<void> {
    try {
      while (index.isBehind(owner, 0)) await inTransaction(database, () => catchUpForAWhile(owner))
    } catch {
      // The search goes on with what it has.
    }
  }

  return {
    ...sqliteTrash(database, index, get),
    async create(owner, { name, model, now }) {
      return inTransaction(database, () => {
        const chosen = (name ?? defaultChatName).toWellFormed()
        const chat = readChat(
          insert.get({ owner, name: chosen, named: name === undefined ? 0 : 1, model, now }),
        )
        index.noteName(owner, chat.id)
        return chat
      })
    },
    async get(owner, chat) {
      return get(owner, chat)
    },
    async list(owner, { limit, cursor, query }) {
      const after = cursor === undefined ? beforeAll : readChatCursor(cursor)
      if (!after) return 'invalid-cursor'
      // One more than the page tells whether another page follows.
      if (query !== undefined) {
        await catchUp(owner)
        return toChatPage(searchPage(owner, query, after, limit + 1), limit)
      }
      return toChatPage(newest.all(owner, after.updatedAt, after.id, limit + 1).map(readChat), limit)
    },
    async update(owner, chat, patch) {
      return inTransaction(database, () => {
        const former = get(owner, chat)
        if (!former) return null
        const name = patch.name?.toWellFormed() ?? former.name
        const systemPrompt = patch.systemPrompt === undefined ? former.systemPrompt : patch.systemPrompt
        if (name !== former.name) index.noteName(owner, chat)
        const row = update.get({
          chat,
          name,
          renamed: patch.name === undefined ? 0 : 1,
          model: patch.model ?? former.model,
          pinned: (patch.pinned ?? former.pinned) ? 1 : 0,
          systemPrompt: systemPrompt?.toWellFormed() ?? null,
          parameters: toJson(patch.parameters ?? former.parameters),
        })
        return readChat(row)
      })
    },
    async lastModel(owner) {
      const row = lastModel.get(owner)
      return row === undefined ? null : modelRow.parse(row).last_model
    },
  }
}
