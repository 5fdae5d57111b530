import { z } from 'zod'
import { findModel } from '../models/catalog.ts'
import { importedMessages } from './import-input.ts'

const CHAT_NAME_CHARACTERS = 200
const SYSTEM_PROMPT_BYTES = 32 * 1024

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/u, { error: `must be a whole number from ${least} to ${most}` })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: `must be from ${least} to ${most}` })
    .meta({ type: 'integer', minimum: least, maximum: most })

const cursor = z.string().min(1, { error: 'must not be empty' }).max(200, { error: 'is malformed' })

/** The query of GET /api/chats. */
export const chatListQuery = z.object({
  limit: wholeNumber(1, 100).default(30),
  cursor: cursor.optional(),
  q: z.string().max(1000, { error: 'must have at most 1000 characters' }).optional(),
})

/** The query of GET /api/chats/{chat_id}/messages. */
export const messageListQuery = z.object({
  limit: wholeNumber(1, 200).default(100),
  before: cursor.optional(),
})

/** The query of GET and DELETE /api/chats/{chat_id}/stream. */
export const streamQuery = z.object({
  generation_id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,128}$/u, { error: 'is malformed' })
    .optional(),
  cursor: z.string().optional(),
})

const name = z
  .string()
  .transform((value) => value.trim())
  .refine((value) => value.length > 0, { error: 'must not be empty' })
  .refine((value) => value.length <= CHAT_NAME_CHARACTERS, {
    error: `must have at most ${CHAT_NAME_CHARACTERS} characters`,
  })
const model = z
  .string()
  .refine((id) => findModel(id) !== undefined, { error: 'is not a model of this server' })
const parameters = z.strictObject({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().gt(0).max(1).optional(),
  maxTokens: z.int().min(1).max(1_000_000).optional(),
})
const systemPrompt = z
  .string()
  .refine((value) => Buffer.byteLength(value) <= SYSTEM_PROMPT_BYTES, { error: 'must have at most 32 KiB' })
  .nullable()

/** The body of POST /api/chats. */
export const newChatBody = z.object({
  name: name.nullish().transform((value) => value ?? undefined),
  model: model.nullish().transform((value) => value ?? undefined),
  messages: importedMessages.nullish().transform((value) => value ?? []),
})

/** The body of PATCH /api/chats/{chat_id}. */
export const chatPatchBody = z.object({
  name: name.optional(),
  model: model.optional(),
  pinned: z.boolean().optional(),
  systemPrompt: systemPrompt.optional(),
  parameters: parameters.optional(),
})
