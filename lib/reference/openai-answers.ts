import { z } from 'zod'
import type { OpenAiErrorBody } from '../domain/openai-error.ts'
import { named } from './answers.ts'

/** What the routes below /api/v1 answer, in OpenAI's shape. */

export const openAiError: z.ZodType<OpenAiErrorBody, unknown> = named(
  'OpenAiError',
  z.object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.string().nullable(),
    }),
  }),
)

export const openAiModelAnswer = named(
  'OpenAiModel',
  z.object({
    id: z.string().describe('`publisher/name`'),
    object: z.literal('model'),
    created: z.int(),
    owned_by: z.string(),
    context_window: z.int().describe("Tokens; Neptun's own field"),
    available: z.boolean().describe("Neptun's own field"),
  }),
)
export const openAiModelListAnswer = z.object({ object: z.literal('list'), data: z.array(openAiModelAnswer) })

const count = z.int().min(0)
const usage = named(
  'CompletionUsage',
  z.object({
    prompt_tokens: count,
    completion_tokens: count,
    total_tokens: count,
    completion_tokens_details: z.object({ reasoning_tokens: count }),
    estimated: z.literal(true).optional().describe('There when the provider never told and Neptun counted'),
  }),
)
const finishReason = z.enum(['stop', 'length', 'content_filter'])
const head = { id: z.string(), created: z.int(), model: z.string().describe('The one that answered') }

export const completionAnswer = named(
  'Completion',
  z.object({
    ...head,
    object: z.literal('chat.completion'),
    choices: z.array(
      z.object({
        index: z.literal(0),
        message: z.object({
          role: z.literal('assistant'),
          content: z.string(),
          reasoning_content: z.string().optional(),
          refusal: z.null(),
        }),
        logprobs: z.null(),
        finish_reason: finishReason,
      }),
    ),
    usage: usage.optional(),
  }),
)

/** The `data:` of an event of a streamed completion, before the closing `[DONE]`. */
named(
  'CompletionChunk',
  z.object({
    ...head,
    object: z.literal('chat.completion.chunk'),
    choices: z.array(
      z.object({
        index: z.literal(0),
        delta: z.object({
          role: z.literal('assistant').optional(),
          content: z.string().optional(),
          reasoning_content: z.string().optional(),
        }),
        logprobs: z.null(),
        finish_reason: finishReason.nullable(),
      }),
    ),
    usage: usage.nullish(),
  }),
)

export const completionStream = z
  .string()
  .describe(
    'Server-sent events: each `data:` is a `CompletionChunk` in JSON, the last one is `[DONE]`. A reply that breaks off ends with an `OpenAiError` instead.',
  )
