import { z } from 'zod'
import type { StoredMessage } from '../../domain/chat.ts'
import { type ChatId, toGenerationId, toMessageId } from '../../domain/ids.ts'
import * as stored from '../stored-values.ts'
import { metered } from '../usage-records.ts'

/**
 * The hash `messages` of a chat holds for each message `{id}` (what never changes), `{id}.parent`, `{id}.status`,
 * `{id}.content`, `{id}.reasoning` and `{id}.end` (what its end told); for each user message with replies
 * `{id}.reply` (its newest reply); for each generation `generation.{id}` (its reply); and `newest-question`.
 * An id has no dot (api.md section 1), so none of these can be taken for another.
 */
const messageParts = ['parent', 'status', 'content', 'reasoning', 'end'] as const

/** Lua: reading a message. Needs the key `messages`. */
export const luaReadMessage = `
local function part(message, name) return message .. '.' .. name end
local function read_message(message)
  local names = { message }
  for _, name in ipairs({ ${messageParts.map((name) => `'${name}'`).join(', ')} }) do names[#names + 1] = part(message, name) end
  return { message, redis.call('HMGET', messages, unpack(names)) }
end
`

export const messageHead = z.object({
  role: z.enum(['user', 'assistant']),
  generationId: z.string().transform(toGenerationId).nullable(),
  model: z.string().nullable(),
  createdAt: z.number(),
  metered: metered.optional(),
})
/** What never changes of a message. `metered`: of a reply that is a turn. */
export type MessageHead = z.input<typeof messageHead>

const end = z.object({
  finishReason: stored.finishReason.nullable(),
  usage: stored.usage.nullable(),
  receipt: stored.receipt.nullable(),
  error: stored.errorBody.nullable(),
  endedAt: z.number(),
})
/** What the end of a reply told, beside its text and status. */
export type MessageEnd = z.input<typeof end>

const messageRecord = z
  .tuple([
    z.string().transform(toMessageId),
    z.tuple([
      stored.jsonOf(messageHead),
      z.string().transform(toMessageId).nullable(),
      stored.messageStatus,
      z.string(),
      z.string().nullable(),
      stored.jsonOf(end).nullable(),
    ]),
  ])
  .transform(([id, [first, parentId, status, content, reasoning, last]]) => ({
    id,
    ...first,
    parentId,
    status,
    content,
    reasoning,
    last,
  }))

/** The message of a chat that `read_message` gave, and the instant of its end, null where it has none. */
export function readEndedMessage(
  chat: ChatId,
  record: unknown,
): { message: StoredMessage; endedAt: number | null } {
  const read = messageRecord.parse(record)
  const { finishReason = null, usage = null, receipt = null, error = null } = read.last ?? {}
  const { id, generationId, parentId, role, content, reasoning, model, status } = read
  const written = { id, generationId, chatId: chat, parentId, role, content, reasoning, model, status }
  const createdAt = stored.isoTime(read.createdAt)
  return {
    message: { ...written, finishReason, usage, receipt, error, createdAt },
    endedAt: read.last?.endedAt ?? null,
  }
}

/** The message of a chat that `read_message` gave. */
export const readMessage = (chat: ChatId, record: unknown): StoredMessage =>
  readEndedMessage(chat, record).message
