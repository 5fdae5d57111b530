import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import {
  type ChatId,
  type GenerationId,
  toChatId,
  toGenerationId,
  toUserId,
  type UserId,
} from '../../domain/ids.ts'
import { abandonedEnd } from '../abandoned.ts'
import type { FinishInput, GenerationStore } from '../contract.ts'
import { textOf } from '../log-entries.ts'
import { jsonOf, messageStatus, opening } from '../stored-values.ts'
import { metered } from '../usage-records.ts'
import type { GenerationLogTable } from './generation-log.ts'
import { toJson } from './rows.ts'
import type { SearchIndex } from './search-index.ts'
import { inTransaction } from './transaction.ts'
import type { UsageTable } from './usage.ts'

const replyRow = z.object({
  ord: z.number(),
  chat_id: z.number().transform(toChatId),
  owner_id: z.number().transform(toUserId),
  generation_id: z.string().transform(toGenerationId),
  status: messageStatus,
})
type Reply = z.infer<typeof replyRow>
const replyColumns =
  'messages.ord, messages.chat_id, chats.owner_id, messages.generation_id, messages.status, messages.model'
const staleRow = replyRow.extend({
  model: z.string().nullable(),
  created_at: z.number(),
  heartbeat_at: z.number(),
  metered: jsonOf(metered).nullable(),
  opening: jsonOf(opening).nullable(),
})

export type Ending = Pick<GenerationStore, 'finish' | 'reap'> & {
  /** `reap` of one chat inside a transaction of the caller's. */
  reapChat(owner: UserId, chat: ChatId, staleBefore: number, now: number): number
}

/** How generations of an opened database end: by their writer, or because it is gone. */
export function sqliteEnding(
  database: DatabaseSync,
  index: SearchIndex,
  log: GenerationLogTable,
  putUsage: UsageTable['put'],
): Ending {
  const byGeneration = database.prepare(
    `SELECT ${replyColumns} FROM messages JOIN chats ON chats.id = messages.chat_id
     WHERE messages.generation_id = ? AND chats.owner_id = ?`,
  )
  const stale = `SELECT ${replyColumns}, messages.created_at, generations.heartbeat_at, generations.metered,
    generations.opening FROM generations
    JOIN messages ON messages.ord = generations.message_ord JOIN chats ON chats.id = messages.chat_id`
  const staleOfChat = database.prepare(
    `${stale} WHERE generations.chat_id = ? AND chats.owner_id = ? AND generations.heartbeat_at < ?`,
  )
  const staleOfAll = database.prepare(
    `${stale} WHERE generations.heartbeat_at < ? ORDER BY generations.heartbeat_at LIMIT ?`,
  )
  const update = database.prepare(
    `UPDATE messages SET status = :status, content = :content, reasoning = :reasoning,
       finish_reason = :finishReason, usage = :usage, receipt = :receipt, error = :error, ended_at = :now
     WHERE ord = :ord`,
  )
  const remove = database.prepare('DELETE FROM generations WHERE id = ?')
  const touch = database.prepare('UPDATE chats SET updated_at = ? WHERE id = ?')

  function end(reply: Reply, result: FinishInput): void {
    const content = result.content.toWellFormed()
    update.run({
      ord: reply.ord,
      status: result.status,
      content,
      reasoning: result.reasoning?.toWellFormed() ?? null,
      finishReason: result.finishReason,
      usage: toJson(result.usage),
      receipt: toJson(result.receipt),
      error: toJson(result.error),
      now: result.now,
    })
    remove.run(reply.generation_id)
    if (result.turn) putUsage(reply.owner_id, result.turn)
    index.noteMessage(reply.owner_id, reply.ord)
  }

  function interrupt(rows: unknown[], now: number): number {
    for (const row of rows) {
      const reply = staleRow.parse(row)
      const { generation_id: generation, created_at: createdAt, heartbeat_at: heartbeatAt } = reply
      const text = textOf(log.after(generation, 0))
      end(reply, abandonedEnd({ ...reply, ...text, generation, createdAt, heartbeatAt }, now))
    }
    return rows.length
  }

  const reapChat: Ending['reapChat'] = (owner, chat, staleBefore, now) =>
    interrupt(staleOfChat.all(chat, owner, staleBefore), now)

  return {
    reapChat,
    async finish(owner: UserId, generation: GenerationId, result) {
      return inTransaction(database, () => {
        const row = byGeneration.get(generation, owner)
        if (row === undefined) return false
        const reply = replyRow.parse(row)
        if (reply.status !== 'streaming' && reply.status !== 'interrupted') return false
        end(reply, result)
        touch.run(result.now, reply.chat_id)
        return true
      })
    },
    async reap(scope, staleBefore, now) {
      const find = () =>
        'owner' in scope
          ? staleOfChat.all(scope.chat, scope.owner, staleBefore)
          : staleOfAll.all(staleBefore, scope.limit)
      // Mostly there is nothing to do, and then nobody should wait for the write lock.
      if (find().length === 0) return 0
      return inTransaction(database, () => interrupt(find(), now))
    },
  }
}
