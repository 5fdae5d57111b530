import type { ChatId, UserId } from '../domain/ids.ts'
import type { MessagePage, Store } from '../store/contract.ts'
import { DEAD_AFTER_MS } from './timing.ts'

type Page = { limit: number; before?: string }

/**
 * A page of a chat's messages. A reply whose process died while it wrote is made `interrupted` first, by whoever
 * sees it first, so that nobody is shown a reply that will never go on.
 */
export async function readMessages(
  store: Pick<Store, 'messages' | 'generations'>,
  owner: UserId,
  chatId: ChatId,
  page: Page,
): Promise<MessagePage | null | 'invalid-cursor'> {
  const found = await store.messages.list(owner, chatId, page)
  if (!found || found === 'invalid-cursor') return found
  if (!found.messages.some((message) => message.status === 'streaming')) return found
  const now = Date.now()
  const reaped = await store.generations.reap({ owner, chat: chatId }, now - DEAD_AFTER_MS, now)
  return reaped === 0 ? found : store.messages.list(owner, chatId, page)
}
