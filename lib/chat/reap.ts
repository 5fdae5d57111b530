import type { StoredMessage } from '../domain/chat.ts'
import type { ChatId, UserId } from '../domain/ids.ts'
import type { Store } from '../store/contract.ts'
import { runningReplies } from './running.ts'
import { DEAD_AFTER_MS } from './timing.ts'

/**
 * Makes `interrupted` those of a chat's `streaming` replies whose process is gone, and gives how many. Replies of this
 * process are alive whatever the store says: it may be the store that was away.
 */
export async function reapDead(
  store: Pick<Store, 'generations'>,
  owner: UserId,
  chat: ChatId,
  streaming: readonly StoredMessage[],
): Promise<number> {
  const isOurs = ({ generationId }: StoredMessage) =>
    generationId !== null && runningReplies.has(generationId)
  if (streaming.every(isOurs)) return 0
  const now = Date.now()
  return store.generations.reap({ owner, chat }, now - DEAD_AFTER_MS, now)
}
