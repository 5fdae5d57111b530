import { z } from 'zod'
import type { Chat, StoredMessage } from '../../domain/chat.ts'
import { toChatId, toGenerationId, toMessageId } from '../../domain/ids.ts'
import * as stored from '../stored-values.ts'

/** The columns of a chat that the API shows, of the table or alias `chats`. */
export const chatColumns = `chats.id, chats.name, chats.model, chats.pinned, chats.system_prompt, chats.parameters,
  chats.created_at, chats.updated_at, chats.message_count`

const chatRow = z
  .object({
    id: z.number().transform(toChatId),
    name: z.string(),
    model: z.string(),
    pinned: z.union([z.literal(0), z.literal(1)]),
    system_prompt: z.string().nullable(),
    parameters: stored.jsonOf(stored.chatParameters),
    created_at: z.number(),
    updated_at: z.number(),
    message_count: z.number(),
  })
  .transform(
    (row): Chat => ({
      id: row.id,
      name: row.name,
      model: row.model,
      pinned: row.pinned === 1,
      systemPrompt: row.system_prompt,
      parameters: row.parameters,
      createdAt: stored.isoTime(row.created_at),
      updatedAt: stored.isoTime(row.updated_at),
      messageCount: row.message_count,
    }),
  )

/** The columns of a message that the API shows, of the table or alias `messages`. */
export const messageColumns = `messages.id, messages.generation_id, messages.chat_id, messages.parent_id, messages.role,
  messages.content, messages.reasoning, messages.model, messages.status, messages.finish_reason, messages.usage,
  messages.receipt, messages.error, messages.created_at`

const messageRow = z
  .object({
    id: z.string().transform(toMessageId),
    generation_id: z.string().transform(toGenerationId).nullable(),
    chat_id: z.number().transform(toChatId),
    parent_id: z.string().transform(toMessageId).nullable(),
    role: z.enum(['user', 'assistant']),
    content: z.string(),
    reasoning: z.string().nullable(),
    model: z.string().nullable(),
    status: stored.messageStatus,
    finish_reason: stored.finishReason.nullable(),
    usage: stored.jsonOf(stored.usage).nullable(),
    receipt: stored.jsonOf(stored.receipt).nullable(),
    error: stored.jsonOf(stored.errorBody).nullable(),
    created_at: z.number(),
  })
  .transform(
    (row): StoredMessage => ({
      id: row.id,
      generationId: row.generation_id,
      chatId: row.chat_id,
      parentId: row.parent_id,
      role: row.role,
      content: row.content,
      reasoning: row.reasoning,
      model: row.model,
      status: row.status,
      finishReason: row.finish_reason,
      usage: row.usage,
      receipt: row.receipt,
      error: row.error,
      createdAt: stored.isoTime(row.created_at),
    }),
  )

/** The chat in a row of `chatColumns`. */
export const readChat = (row: unknown): Chat => chatRow.parse(row)

/** The message in a row of `messageColumns`. */
export const readMessage = (row: unknown): StoredMessage => messageRow.parse(row)

/** Reads one row, or null where there is none. */
export const rowOrNull = <T>(read: (row: unknown) => T, row: unknown): T | null =>
  row === undefined ? null : read(row)

const idRow = z.object({ id: z.number() })

/** The number in a column named `id`. */
export const readId = (row: unknown): number => idRow.parse(row).id

/** A value of a JSON column. */
export const toJson = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))
