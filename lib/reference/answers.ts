import { z } from 'zod'
import type { ApiKey } from '../domain/api-key.ts'
import type { Chat, StoredMessage } from '../domain/chat.ts'
import { toChatId, toGenerationId, toKeyId, toMessageId } from '../domain/ids.ts'
import type { ModelView } from '../domain/model-view.ts'
import { providerNames } from '../domain/receipt.ts'
import * as stored from '../store/stored-values.ts'
import { usageGroups } from '../usage/query.ts'
import type { UsageReport, UsageView } from '../usage/report.ts'

/**
 * What the routes answer, as schemas: the document is made of them, and tests hold real answers against them. Their
 * types are those of the routes, so that one does not compile without the other.
 */

/** The schemas with a name of their own in the document. */
export const namedAnswers = new Map<string, z.ZodType>()

/** Gives a schema of answers a name in the document. */
export function named<T extends z.ZodType>(name: string, schema: T): T {
  namedAnswers.set(name, schema)
  return schema
}

const instant = z.iso.datetime().describe('ISO 8601, UTC')
const count = z.int().min(0)
const chatId = z.int().min(1).transform(toChatId)
const messageId = z.string().transform(toMessageId)
const generationId = z.string().transform(toGenerationId)

named('Usage', stored.usage)
named('Attempt', stored.attempt)
named('Receipt', stored.receipt)
named('Issue', stored.issue)
export const errorAnswer = named('Error', stored.errorBody)

export const user = named('User', z.object({ id: z.int().min(1), email: z.string() }))
export const userAnswer = z.object({ user })

export const chat: z.ZodType<Chat, unknown> = named(
  'Chat',
  z.object({
    id: chatId,
    name: z.string(),
    model: z.string().describe('`publisher/name`'),
    pinned: z.boolean(),
    systemPrompt: z.string().nullable(),
    parameters: stored.chatParameters,
    createdAt: instant,
    updatedAt: instant,
    messageCount: z.int().min(0),
  }),
)
export const chatAnswer = z.object({ chat })
export const chatPage = z.object({
  chats: z.array(chat),
  nextCursor: z.string().nullable().describe('The `cursor` of the next page; null at the end'),
})

export const message: z.ZodType<StoredMessage, unknown> = named(
  'StoredMessage',
  z.object({
    id: messageId,
    generationId: generationId.nullable(),
    chatId,
    parentId: messageId.nullable().describe('The message that this one answers'),
    role: z.enum(['user', 'assistant']),
    content: z.string(),
    reasoning: z.string().nullable(),
    model: z.string().nullable(),
    status: stored.messageStatus.describe('`interrupted`: the process died while it wrote'),
    finishReason: stored.finishReason.nullable(),
    usage: stored.usage.nullable(),
    receipt: stored.receipt.nullable(),
    error: stored.errorBody.nullable(),
    createdAt: instant,
  }),
)
export const messagePage = z.object({
  messages: z.array(message).describe('Oldest first'),
  nextBefore: z.string().nullable().describe('The `before` of the page that is older; null at the beginning'),
})

const health = z.enum(['up', 'slow', 'limited', 'down', 'unknown'])
const limitedUntil = instant.nullable()
const routeView = named(
  'Route',
  z.object({ provider: z.enum(providerNames), upstreamModel: z.string(), health, limitedUntil }),
)
export const model: z.ZodType<ModelView, unknown> = named(
  'Model',
  z.object({
    id: z.string().describe('`publisher/name`'),
    publisher: z.string(),
    name: z.string(),
    description: z.string(),
    icon: z.string(),
    type: z.enum(['instruct', 'chat']),
    contextWindow: count.describe('Tokens'),
    configuration: z.object({
      model: z.string(),
      inputs: z.string(),
      parameters: z
        .object({
          max_new_tokens: z.number(),
          typical_p: z.number(),
          repetition_penalty: z.number(),
          truncate: z.number(),
          return_full_text: z.boolean(),
          temperature: z.number().optional(),
        })
        .describe("-1 stands for the provider's own default"),
    }),
    reasoning: z.boolean(),
    available: z.boolean(),
    unavailableReason: z.string().nullable().describe('What to do to make it available'),
    health,
    limitedUntil,
    routes: z.array(routeView),
  }),
)
export const modelList = z.object({ models: z.array(model) })

export const healthAnswer = z.object({
  status: z.literal('ok'),
  version: z.string(),
  uptime: z.number().describe('Seconds'),
})
const check = z.enum(['up', 'down', 'unknown', 'not_configured'])
export const readinessAnswer = z.object({ store: check, providers: z.record(z.enum(providerNames), check) })

const sums = {
  turns: count,
  failures: count.describe('Of these, those that failed or were interrupted'),
  estimatedTurns: count.describe(
    'Of these, those whose tokens Neptun counted, since the provider never told',
  ),
  inputTokens: count,
  outputTokens: count,
  reasoningTokens: count.describe('Part of the output'),
  cost: z.object({ usd: z.number() }).nullable().describe('Of the turns whose cost is known; null: of none'),
  unpricedTurns: count.describe('Turns whose cost nobody knows'),
  firstTokenMs: z
    .object({ mean: z.number(), median: z.number(), p95: z.number() })
    .nullable()
    .describe('Median and p95 are exact to their class of times'),
}
const usageSums: z.ZodType<UsageView, unknown> = named('UsageSums', z.object(sums))
const usageGroup = z.object({
  group: z
    .string()
    .nullable()
    .describe('Day, model, provider (null: none was reached) or key (null: a session)'),
  ...sums,
})
export const usageAnswer: z.ZodType<UsageReport, unknown> = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  group: z.enum(usageGroups),
  totals: usageSums,
  groups: z.array(usageGroup),
})

const keyFields = {
  id: z.string().transform(toKeyId),
  name: z.string(),
  prefix: z.string().describe('How the key begins'),
  createdAt: instant,
  lastUsedAt: instant.nullable().describe('Exact to a minute; null: never'),
  expiresAt: instant.nullable().describe('null: never'),
  models: z.array(z.string()).nullable().describe('The models that it may ask; null: all'),
}
const apiKey: z.ZodType<ApiKey, unknown> = named('ApiKey', z.object(keyFields))
export const keyList = z.object({ keys: z.array(apiKey) })
export const newKeyAnswer = z.object({ key: z.string().describe('The key, `npt_…`'), ...keyFields })
