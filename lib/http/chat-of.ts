import { z } from 'zod'
import { AppError } from '../domain/errors.ts'
import { type ChatId, toChatId } from '../domain/ids.ts'

/** The parameters of the path of a chat. */
export const chatPath = z.object({
  chat_id: z
    .string()
    .regex(/^[1-9]\d{0,14}$/u)
    .transform(Number)
    .meta({ type: 'integer', minimum: 1 }),
})

/** The answer for a chat that is missing, in the trash or another user's. */
export const chatNotFound = () => new AppError('chat_not_found', 'You have no such chat.')

/**
 * The chat id of a path.
 * @throws AppError chat_not_found for what cannot be one.
 */
export function chatIdOf(params: Record<string, string>): ChatId {
  const given = chatPath.safeParse(params)
  if (!given.success) throw chatNotFound()
  return toChatId(given.data.chat_id)
}
