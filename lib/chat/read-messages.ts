import type { ChatId, UserId } from '../domain/ids.ts'
import type { MessagePage, Store } from '../store/contract.ts'
import { reapDead } from './reap.ts'

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
  const streaming = found.messages.filter((message) => message.status === 'streaming')
  const reaped = await reapDead(store, owner, chatId, streaming)
  return reaped === 0 ? found : store.messages.list(owner, chatId, page)
}
