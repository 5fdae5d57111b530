import { z } from 'zod'
import { errorCodes, upstreamErrorCodes } from '../domain/errors.ts'
import { finishReasons, providerNames, routeReasons } from '../domain/receipt.ts'
import { findModel } from '../models/catalog.ts'

const MOST_MESSAGES = 1000
/** More than a turn can make: each of its models has a handful of routes, and each route two tries. */
const MOST_ATTEMPTS = 100

const count = z.int().min(0)
const ms = z.number().min(0).nullable()
const shortText = z.string().max(200, { error: 'must have at most 200 characters' })
const modelId = z
  .string()
  .refine((id) => findModel(id) !== undefined, { error: 'is not a model of this server' })

const attempt = z.strictObject({
  provider: z.enum(providerNames),
  upstreamModel: shortText,
  outcome: z.enum(['ok', 'skipped', ...upstreamErrorCodes]),
  status: z.int().min(100).max(599).nullable(),
  ms: z.number().min(0),
})
const attempts = z.array(attempt).max(MOST_ATTEMPTS, { error: `must have at most ${MOST_ATTEMPTS} entries` })
const usage = z.strictObject({
  inputTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  estimated: z.boolean(),
})
const receipt = z.strictObject({
  model: modelId,
  provider: z.enum(providerNames).nullable(),
  upstreamModel: shortText.nullable(),
  reason: z.enum(routeReasons).nullable(),
  attempts,
  queuedMs: ms,
  firstTokenMs: ms,
  totalMs: ms,
  usage: usage.nullable(),
  cost: z.strictObject({ usd: z.number().min(0) }).nullable(),
  droppedTurns: count,
  requestId: shortText,
})
const error = z.strictObject({
  statusCode: z.int().min(400).max(599),
  statusMessage: shortText,
  // An error may tell more, by its code; that is left out, so that no error keeps a conversation from being kept.
  data: z.object({
    code: z.enum(errorCodes),
    message: z.string().max(1000, { error: 'must have at most 1000 characters' }),
    requestId: shortText,
    provider: z.enum(providerNames).optional(),
    retryable: z.boolean().optional(),
    retryAfter: count.optional(),
    attempts: attempts.optional(),
  }),
})

const ofReplies = ['reasoning', 'model', 'status', 'finishReason', 'receipt', 'error'] as const
const message = z
  .strictObject({
    role: z.enum(['user', 'assistant'], { error: 'must be user or assistant' }),
    content: z.string().describe('Empty only in a reply that was stopped or failed'),
    reasoning: z.string().nullish(),
    model: modelId.nullish(),
    status: z
      .enum(['complete', 'stopped', 'failed'], { error: 'must be complete, stopped or failed' })
      .nullish(),
    finishReason: z.enum(finishReasons).nullish(),
    receipt: receipt.nullish(),
    error: error.nullish(),
  })
  .superRefine((given, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (given.role === 'user')
      for (const field of ofReplies) if (given[field] != null) refuse(field, 'belongs to a reply')
    const hasBrokenOff =
      given.role === 'assistant' && (given.status === 'stopped' || given.status === 'failed')
    if (given.content.trim() === '' && !hasBrokenOff) refuse('content', 'must not be empty')
    if (given.error && given.status !== 'failed') refuse('error', 'needs the status failed')
  })

/** A message of a conversation that was held elsewhere; what only a reply has is null or absent where it is not known. */
export type ImportedMessage = z.infer<typeof message>

/** The `messages` of POST /api/chats: questions, each with its reply or without one. */
export const importedMessages = z
  .array(message)
  .max(MOST_MESSAGES, { error: `must have at most ${MOST_MESSAGES} messages` })
  .refine((messages) => messages[0]?.role !== 'assistant', { error: 'must begin with a message of the user' })
  .refine(
    (messages) =>
      messages.every(({ role }, index) => role === 'user' || messages[index - 1]?.role !== 'assistant'),
    { error: 'must not have two replies in a row' },
  )
