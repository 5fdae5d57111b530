import type { StoredMessage } from '../domain/chat.ts'
import type { ChatId, UserId } from '../domain/ids.ts'
import { errorFacts, log } from '../log.ts'
import type { Store } from '../store/contract.ts'
import { readMessages } from './read-messages.ts'
import type { TurnRequest } from './request.ts'

/** One page of a chat: a request is repeated soon after it was asked first. */
const NEWEST = 100

/**
 * The reply that a repeated request would be answered with, running or complete, or null: what `generations.begin` tells,
 * without beginning anything, for a request that the limits refuse. Null also when the store cannot be read.
 */
export async function repliedAlready(
  store: Pick<Store, 'messages' | 'generations'>,
  owner: UserId,
  chatId: ChatId,
  { question, trigger }: Pick<TurnRequest, 'question' | 'trigger'>,
): Promise<StoredMessage | null> {
  if (trigger !== 'submit' || question.id === undefined) return null
  try {
    const page = await readMessages(store, owner, chatId, { limit: NEWEST })
    if (!page || page === 'invalid-cursor') return null
    const reply = page.messages.findLast(
      ({ role, parentId }) => role === 'assistant' && parentId === question.id,
    )
    return reply?.status === 'streaming' || reply?.status === 'complete' ? reply : null
  } catch (error) {
    log.warn('store.read.failed', errorFacts(error))
    return null
  }
}
