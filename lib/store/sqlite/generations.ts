import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { toChatId, toGenerationId } from '../../domain/ids.ts'
import type { GenerationStore } from '../contract.ts'
import { entriesFrom } from '../log-entries.ts'
import { sqliteBegin } from './begin.ts'
import { sqliteEnding } from './ending.ts'
import { sqliteGenerationLog } from './generation-log.ts'
import { messageColumns, readMessage, toJson } from './rows.ts'
import type { SearchIndex } from './search-index.ts'
import { inTransaction } from './transaction.ts'
import type { UsageTable } from './usage.ts'

const stopRow = z.object({ stop_requested: z.number() })
const chatRow = z.object({ chat_id: z.number().transform(toChatId) })
const generationRow = z.object({ id: z.string().transform(toGenerationId) })
const beatRow = z.object({ beat: z.number() })

/** The replies being written, of an opened database. */
export function sqliteGenerations(
  database: DatabaseSync,
  index: SearchIndex,
  putUsage: UsageTable['put'],
): GenerationStore {
  const log = sqliteGenerationLog(database)
  const ending = sqliteEnding(database, index, log, putUsage)
  const beat = database.prepare(
    'UPDATE generations SET heartbeat_at = ? WHERE id = ? AND owner_id = ? RETURNING stop_requested',
  )
  const open = database.prepare('UPDATE generations SET opening = ? WHERE id = ?')
  const ofChat = `FROM generations JOIN chats ON chats.id = generations.chat_id
    WHERE generations.chat_id = :chat AND chats.owner_id = :owner AND chats.trashed_at IS NULL`
  const running = database.prepare(
    `SELECT ${messageColumns} FROM messages
     WHERE ord IN (SELECT message_ord ${ofChat}) ORDER BY ord`,
  )
  const runningChats = database.prepare(
    `SELECT DISTINCT generations.chat_id FROM generations JOIN chats ON chats.id = generations.chat_id
     WHERE generations.owner_id = ? AND chats.trashed_at IS NULL`,
  )
  const find = database.prepare(
    `SELECT ${messageColumns}, coalesce(generations.heartbeat_at, messages.ended_at, messages.created_at) AS beat
     FROM messages JOIN chats ON chats.id = messages.chat_id
     LEFT JOIN generations ON generations.id = messages.generation_id
     WHERE messages.generation_id = ? AND messages.chat_id = ? AND chats.owner_id = ? AND chats.trashed_at IS NULL`,
  )
  const asked = database.prepare(
    `SELECT generations.id ${ofChat} AND (:generation IS NULL OR generations.id = :generation)
     ORDER BY generations.message_ord`,
  )
  const stop = database.prepare('UPDATE generations SET stop_requested = 1 WHERE id = ?')

  return {
    begin: sqliteBegin(database, index, ending),
    finish: ending.finish,
    reap: ending.reap,
    async append(owner, generation, entries, now, opening) {
      return inTransaction(database, () => {
        const row = beat.get(now, generation, owner)
        if (row === undefined) return { stopRequested: false, ended: true }
        for (const entry of entries) log.add(generation, entry)
        if (opening) open.run(toJson(opening), generation)
        return { stopRequested: stopRow.parse(row).stop_requested === 1, ended: false }
      })
    },
    async running(owner, chat) {
      return running.all({ chat, owner }).map(readMessage)
    },
    async runningChats(owner) {
      return runningChats.all(owner).map((row) => chatRow.parse(row).chat_id)
    },
    async read(owner, chat, generation, fromPosition) {
      const row = find.get(generation, chat, owner)
      if (row === undefined) return null
      return {
        reply: readMessage(row),
        entries: entriesFrom(log.after(generation, fromPosition), fromPosition),
        heartbeatAt: beatRow.parse(row).beat,
      }
    },
    async requestStop(owner, chat, generation) {
      return inTransaction(database, () => {
        const rows = asked.all({ chat, owner, generation: generation ?? null })
        const ids = rows.map((row) => generationRow.parse(row).id)
        for (const id of ids) stop.run(id)
        return ids
      })
    },
  }
}
