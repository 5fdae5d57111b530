import { z } from 'zod'
import type { Chat } from '../domain/chat.ts'
import { AppError } from '../domain/errors.ts'
import {
  type ChatId,
  type MessageId,
  messageIdPattern,
  toChatId,
  toMessageId,
  type UserId,
} from '../domain/ids.ts'
import type { CatalogEntry } from '../models/catalog.ts'
import type { Store } from '../store/contract.ts'

/** One question of a request with all that belongs to it, checked. */
export type TurnRequest = {
  model: CatalogEntry
  chatId: ChatId
  /** null for a playground turn. */
  chat: Chat | null
  /** The context, oldest first; the last is the question. */
  messages: { role: 'user' | 'assistant'; text: string }[]
  question: { id?: MessageId; text: string }
  /** null: the question answers nothing; absent: it answers the newest message. */
  parentId?: MessageId | null
  trigger: 'submit' | 'regenerate'
}

const MOST_MESSAGES = 1000

/** Empty: the message answers nothing. */
const parentId = z.string().refine((id) => id === '' || messageIdPattern.test(id), {
  error: 'must be empty or 1 to 128 characters of A-Z, a-z, 0-9, _ and -',
})
const part = z
  .looseObject({ type: z.string(), text: z.unknown().optional() })
  .refine((value) => value.type !== 'text' || typeof value.text === 'string', {
    path: ['text'],
    error: 'a text part needs a text',
  })
const message = z.looseObject({
  id: z.string().nullish(),
  role: z.enum(['user', 'assistant'], { error: 'must be user or assistant' }),
  content: z.string().nullish(),
  parts: z.array(part).nullish(),
})

const textOf = ({ parts, content }: z.infer<typeof message>): string =>
  parts
    ? parts
        .map((piece) => (piece.type === 'text' && typeof piece.text === 'string' ? piece.text : ''))
        .join('')
    : (content ?? '')

/** The body of a turn (api.md section 1): unknown keys are ignored, null counts as absent. */
export const turnBody = z
  .looseObject({
    messages: z
      .array(message)
      .min(1, { error: 'needs at least one message' })
      .max(MOST_MESSAGES, { error: `must have at most ${MOST_MESSAGES} messages` }),
    parent_id: parentId.nullish(),
    trigger: z
      .enum(['submit-message', 'regenerate-message'], {
        error: 'must be submit-message or regenerate-message',
      })
      .nullish(),
  })
  .superRefine((body, context) => {
    const last = body.messages.length - 1
    body.messages.forEach((given, index) => {
      if (given.role === 'user' && textOf(given).trim() === '')
        context.addIssue({
          code: 'custom',
          path: ['messages', index],
          message: 'a user message needs a text',
        })
    })
    const question = body.messages[last]
    if (question && question.role !== 'user')
      context.addIssue({ code: 'custom', path: ['messages', last, 'role'], message: 'the last must be user' })
    if (question?.id != null && !messageIdPattern.test(question.id))
      context.addIssue({
        code: 'custom',
        path: ['messages', last, 'id'],
        message: 'must be 1 to 128 characters of A-Z, a-z, 0-9, _ and -',
      })
  })

export type TurnBody = z.infer<typeof turnBody>

/** The query of a turn. Each field has an error code of its own, so they are parsed one by one. */
export const turnQuery = z.object({
  chat_id: z
    .string()
    .regex(/^-?\d{1,15}$/u)
    .transform(Number)
    .meta({ type: 'integer' }),
  is_playground: z
    .enum(['true', 'false', '1', '0'])
    .transform((flag) => flag === 'true' || flag === '1')
    .optional(),
})

/**
 * The query of a turn and the chat that it names.
 * @throws AppError invalid_chat_id, chat_not_found or invalid_is_playground.
 */
export async function resolveChat(
  query: URLSearchParams,
  owner: UserId,
  store: Pick<Store, 'chats'>,
): Promise<{ chatId: ChatId; chat: Chat | null }> {
  const given = turnQuery.shape.chat_id.safeParse(query.get('chat_id'))
  if (!given.success)
    throw new AppError('invalid_chat_id', 'The query chat_id must be there and be an integer.')
  const chatId = toChatId(given.data)
  const flag = turnQuery.shape.is_playground.safeParse(query.get('is_playground') ?? undefined)
  const isPlayground = flag.success && flag.data === true
  const chat = isPlayground ? null : chatId > 0 ? await store.chats.get(owner, chatId) : null
  if (!isPlayground && !chat) throw chatNotFound()
  if (!flag.success)
    throw new AppError('invalid_is_playground', 'The query is_playground must be true, false, 1 or 0.')
  return { chatId, chat }
}

/** On the chat endpoint a missing chat is a fault of the query chat_id, so it is a 400 there. */
export const chatNotFound = () =>
  new AppError('chat_not_found', 'You have no chat with this chat_id.', {
    status: 400,
    statusMessage: 'Invalid chat_id',
  })

/** What of a checked body makes the turn. */
export function turnOf(body: TurnBody): Pick<TurnRequest, 'messages' | 'question' | 'parentId' | 'trigger'> {
  const messages = body.messages
    .map((given) => ({ role: given.role, text: textOf(given) }))
    .filter((given) => given.role === 'user' || given.text.trim() !== '')
  const last = body.messages.at(-1)
  return {
    messages,
    question: {
      text: last ? textOf(last) : '',
      ...(last?.id == null ? {} : { id: toMessageId(last.id) }),
    },
    ...(body.parent_id == null
      ? {}
      : { parentId: body.parent_id === '' ? null : toMessageId(body.parent_id) }),
    trigger: body.trigger === 'regenerate-message' ? 'regenerate' : 'submit',
  }
}
