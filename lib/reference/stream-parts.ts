import { z } from 'zod'
import { finishReason, receipt } from '../store/stored-values.ts'
import { named } from './answers.ts'

const event = <T extends string, S extends z.ZodRawShape>(type: T, fields: S) =>
  z.object({ type: z.literal(type), ...fields })
const id = { id: z.string() }

/**
 * The `data:` of one event of a reply's stream, before the closing `[DONE]`: the parts of the AI SDK's UI message
 * stream that Neptun sends.
 */
export const streamPart = named(
  'StreamPart',
  z.discriminatedUnion('type', [
    event('start', {
      messageId: z.string(),
      messageMetadata: z.object({ chatId: z.int(), generationId: z.string(), model: z.string() }),
    }),
    event('start-step', {}),
    event('data-status', {
      data: z.object({
        provider: z.string(),
        upstreamModel: z.string(),
        state: z.enum(['waiting', 'loading']),
      }),
      transient: z.literal(true),
    }),
    event('reasoning-start', id),
    event('reasoning-delta', { ...id, delta: z.string() }),
    event('reasoning-end', id),
    event('text-start', id),
    event('text-delta', { ...id, delta: z.string() }),
    event('text-end', id),
    event('error', { errorText: z.string().describe('An `Error` as JSON') }),
    event('abort', { reason: z.literal('stopped') }),
    event('finish-step', {}),
    event('finish', { finishReason, messageMetadata: z.object({ receipt: receipt.nullable() }) }),
  ]),
)

/** The body of a stream as a whole. OpenAPI 3.1 cannot say what its events hold; `StreamPart` does. */
export const eventStream = z
  .string()
  .describe('Server-sent events: each `data:` is a `StreamPart` in JSON, the last one is `[DONE]`.')
