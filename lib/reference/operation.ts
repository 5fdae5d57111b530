import type { z } from 'zod'
import type { ErrorCode } from '../domain/errors.ts'

/** The sections of the reference, in the order in which they are shown. */
export const tags = {
  Turns: 'A question and its reply, as a stream.',
  'OpenAI-compatible': "What clients of OpenAI's API expect: base URL `/api/v1` or `/v1`.",
  Chats: 'Conversations and what was said in them.',
  Models: 'What one can talk to, and how it is.',
  Usage: 'What turns took: tokens, cost and times.',
  'API keys': 'By which programs ask; made and revoked with the session alone.',
  Account: 'Who is asking: the session cookie.',
  Service: 'Whether the service works, and this document.',
} as const
export type Tag = keyof typeof tags

export type Method = 'get' | 'post' | 'patch' | 'delete'

/** An answer that is no error. `content` goes from media type to the schema of the body; absent: no body. */
export type Answer = {
  description: string
  content?: Record<string, z.ZodType>
  headers?: Record<string, string>
}

/** An error of an operation; `status` where it is answered with another status than errorTable has. */
export type DocumentedError = ErrorCode | { code: ErrorCode; status: number }

/** Code in the three languages of the examples. */
export type Sample = { language: 'cURL' | 'Python' | 'TypeScript'; code: string }

/** One method of one route: what the API reference says of it. */
export type Operation = {
  method: Method
  /** With `{name}` for what varies, relative to the origin. */
  path: string
  /** Unique; also the anchor on the page. */
  id: string
  tag: Tag
  summary: string
  description?: string
  /** As in lib/http/route.ts. */
  access: 'public' | 'keyless' | 'caller' | 'session'
  parameters?: z.ZodObject
  query?: z.ZodObject
  /** Request headers with their descriptions. */
  headers?: Record<string, string>
  body?: { schema: z.ZodType; required: boolean }
  answers: Record<number, Answer>
  errors: readonly DocumentedError[]
  /** The form of the errors: Neptun's own, or OpenAI's. */
  errorStyle?: 'neptun' | 'openai'
  samples?: readonly Sample[]
}

/** What any route that takes a JSON body may say of it. */
export const bodyErrors = ['invalid_body', 'body_too_large', 'cross_site'] as const

/** An answer in JSON. */
export const json = (description: string, schema: z.ZodType): Answer => ({
  description,
  content: { 'application/json': schema },
})
