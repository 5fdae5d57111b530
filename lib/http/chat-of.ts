import { AppError } from '../domain/errors.ts'
import { type ChatId, toChatId } from '../domain/ids.ts'

const chatIdPattern = /^[1-9]\d{0,14}$/u

/** The answer for a chat that is missing, in the trash or another user's. */
export const chatNotFound = () => new AppError('chat_not_found', 'You have no such chat.')

/**
 * The chat id of a path.
 * @throws AppError chat_not_found for what cannot be one.
 */
export function chatIdOf(params: Record<string, string>): ChatId {
  const given = params.chat_id ?? ''
  if (!chatIdPattern.test(given)) throw chatNotFound()
  return toChatId(Number(given))
}
