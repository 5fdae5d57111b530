import { z } from 'zod'
import { ignoredFields, readFields, refusedFields } from './fields.ts'

const MOST_MESSAGES = 1000
const MOST_MODELS = 8
const MOST_STOPS = 4
const LONGEST_STOP_CHARACTERS = 256

const unsupported = (what: string) => ({
  params: { errorCode: 'unsupported_parameter' },
  message: `${what} not supported here`,
})

const contentPart = z
  .looseObject({ type: z.string(), text: z.unknown().optional() })
  .superRefine((part, context) => {
    if (part.type !== 'text')
      context.addIssue({
        code: 'custom',
        path: ['type'],
        ...unsupported(`Content of the type ${part.type.slice(0, 40)} is`),
      })
    else if (typeof part.text !== 'string')
      context.addIssue({ code: 'custom', path: ['text'], message: 'must be a string' })
  })

const roles = ['system', 'developer', 'user', 'assistant'] as const
const message = z
  .looseObject({
    role: z.string(),
    content: z
      .union([z.string(), z.array(contentPart)], { error: 'must be a string or a list of parts' })
      .nullish(),
    tool_calls: z.unknown().optional(),
    function_call: z.unknown().optional(),
    audio: z.unknown().optional(),
  })
  .superRefine((given, context) => {
    if (given.role === 'tool' || given.role === 'function')
      context.addIssue({ code: 'custom', path: ['role'], ...unsupported('Tools are') })
    else if (!roles.some((role) => role === given.role))
      context.addIssue({ code: 'custom', path: ['role'], message: `must be one of ${roles.join(', ')}` })
    else if (given.content == null && given.role !== 'assistant')
      context.addIssue({ code: 'custom', path: ['content'], message: 'must be a string or a list of parts' })
    for (const name of ['tool_calls', 'function_call', 'audio'] as const) {
      const value = given[name]
      if (value == null || (Array.isArray(value) && value.length === 0)) continue
      context.addIssue({
        code: 'custom',
        path: [name],
        ...unsupported(name === 'audio' ? 'Audio is' : 'Tools are'),
      })
    }
  })

type Message = z.infer<typeof message>

/** The text of a checked message's content. */
export const textOf = (content: Message['content']): string =>
  typeof content === 'string'
    ? content
    : (content ?? []).map((part) => (typeof part.text === 'string' ? part.text : '')).join('')

type Fault = { path: (string | number)[]; message: string }

/** What keeps a conversation from being a question: no words of it may be lost, and it is a reply's turn at its end. */
function faultsOfTalk(messages: readonly Message[]): Fault[] {
  const texts = messages.map(({ content }) => textOf(content))
  const isEmpty = (index: number) => texts[index]?.trim() === ''
  const empty = messages.flatMap(({ role }, index) =>
    role === 'user' && isEmpty(index)
      ? [{ path: [index, 'content'], message: 'a user message needs a text' }]
      : [],
  )
  if (empty.length > 0) return empty
  const last = messages.findLastIndex(
    ({ role }, index) => role === 'user' || (role === 'assistant' && texts[index] !== ''),
  )
  if (last >= 0)
    return messages[last]?.role === 'user' ? [] : [{ path: [last, 'role'], message: 'the last must be user' }]
  return texts.some((_, index) => !isEmpty(index))
    ? []
    : [{ path: [], message: 'needs a message with a text' }]
}

const tokens = z.int().min(1).max(1_000_000)
const stopMark = z.string().min(1, { error: 'must not be empty' }).max(LONGEST_STOP_CHARACTERS)

/** The body of POST /api/v1/chat/completions: OpenAI's own, null counting as absent (api.md section 6). */
export const completionBody = z
  .looseObject({
    model: z.string().min(1),
    models: z.array(z.string().min(1)).max(MOST_MODELS).nullish(),
    messages: z
      .array(message)
      .min(1, { error: 'needs at least one message' })
      .max(MOST_MESSAGES, { error: `must have at most ${MOST_MESSAGES} messages` })
      .superRefine((messages, context) => {
        // What is wrong with the messages one by one says more.
        if (context.issues.length > 0) return
        for (const fault of faultsOfTalk(messages)) context.addIssue({ code: 'custom', ...fault })
      }),
    stream: z.boolean().nullish(),
    stream_options: z
      .strictObject({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() })
      .nullish(),
    max_tokens: tokens.nullish(),
    max_completion_tokens: tokens.nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().gt(0).max(1).nullish(),
    stop: z.union([stopMark, z.array(stopMark).max(MOST_STOPS)]).nullish(),
    seed: z.int().nullish(),
    presence_penalty: z.number().min(-2).max(2).nullish(),
    frequency_penalty: z.number().min(-2).max(2).nullish(),
  })
  .superRefine((body, context) => {
    if (body.stream_options && !body.stream)
      context.addIssue({
        code: 'custom',
        path: ['stream_options'],
        message: 'is only allowed with stream: true',
      })
    for (const [name, value] of Object.entries(body)) {
      if (isRead(name) || isIgnored(name) || value === null) continue
      const refused = Object.hasOwn(refusedFields, name) ? refusedFields[name] : undefined
      if (refused?.asksNothing(value)) continue
      context.addIssue({
        code: 'custom',
        path: [name],
        ...(refused
          ? unsupported(refused.what)
          : { params: { errorCode: 'unknown_parameter' }, message: 'is not a known parameter' }),
      })
    }
  })

const isRead = (name: string) => readFields.some((field) => field === name)
const isIgnored = (name: string) => ignoredFields.some((field) => field === name)

export type CompletionBody = z.infer<typeof completionBody>
