import { z } from 'zod'
import type { ChatParameters, MessageStatus } from '../domain/chat.ts'
import { type ErrorBody, type ErrorCode, errorCodes, upstreamErrorCodes } from '../domain/errors.ts'
import {
  type Attempt,
  type FinishReason,
  finishReasons,
  type Opening,
  providerNames,
  type Receipt,
  routeReasons,
  type Usage,
} from '../domain/receipt.ts'

/** The values inside rows and records, as they are parsed when they are read. */

export const errorCode: z.ZodType<ErrorCode> = z.enum(errorCodes)

export const messageStatus: z.ZodType<MessageStatus> = z.enum([
  'complete',
  'streaming',
  'stopped',
  'failed',
  'interrupted',
])

export const finishReason: z.ZodType<FinishReason> = z.enum(finishReasons)

export const chatParameters: z.ZodType<ChatParameters> = z.object({
  temperature: z.number().optional(),
  topP: z.number().optional(),
  maxTokens: z.number().optional(),
})

export const usage: z.ZodType<Usage> = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  reasoningTokens: z.number(),
  estimated: z.boolean(),
})

export const attempt: z.ZodType<Attempt> = z.object({
  provider: z.enum(providerNames),
  upstreamModel: z.string(),
  outcome: z.enum(['ok', 'skipped', ...upstreamErrorCodes]),
  status: z.number().nullable(),
  ms: z.number(),
})

const receiptFields = z.object({
  model: z.string(),
  provider: z.enum(providerNames).nullable(),
  upstreamModel: z.string().nullable(),
  reason: z.enum(routeReasons).nullable(),
  attempts: z.array(attempt),
  queuedMs: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  totalMs: z.number().nullable(),
  usage: usage.nullable(),
  cost: z.object({ usd: z.number() }).nullable(),
  droppedTurns: z.number(),
  requestId: z.string(),
})
export const receipt: z.ZodType<Receipt> = receiptFields
/** What is kept of a running reply for its receipt, should its process die. */
export const opening: z.ZodType<Opening> = receiptFields.omit({ totalMs: true, usage: true, cost: true })

export const issue = z.object({ path: z.string(), message: z.string() })

export const errorBody: z.ZodType<ErrorBody> = z.object({
  statusCode: z.number(),
  statusMessage: z.string(),
  data: z.looseObject({
    code: errorCode,
    message: z.string(),
    requestId: z.string(),
    issues: z.array(issue).optional(),
    retryAfter: z.number().optional(),
  }),
})

/** A column or field that holds JSON. */
export const jsonOf = <T>(schema: z.ZodType<T>) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        // The parser's own message would quote the text.
        context.addIssue({ code: 'custom', message: 'holds no JSON' })
        return z.NEVER
      }
    })
    .pipe(schema)

/** The models of an API key, as JSON; null: all. */
export const modelList = jsonOf(z.array(z.string())).nullable()

/** An instant that may be absent. */
export const isoTimeOrNull = (unixMs: number | null) => (unixMs === null ? null : isoTime(unixMs))

/** An instant of a row, in Unix milliseconds, as the API shows it. */
export const isoTime = (unixMs: number) => new Date(unixMs).toISOString()
