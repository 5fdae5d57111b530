import type { StoredMessage } from '@/lib/domain/chat.ts'
import { type ChatMessage, isSettled } from './chat-message.ts'

/**
 * The branch that a chat shows: the newest message with all that it answers, oldest first. Earlier replies to the same
 * question are left out. A parent that is not among the messages ends the branch.
 */
export function newestBranch(messages: readonly StoredMessage[]): StoredMessage[] {
  const byId = new Map(messages.map((message) => [message.id, message]))
  const branch: StoredMessage[] = []
  for (
    let next = messages.at(-1);
    next;
    next = next.parentId === null ? undefined : byId.get(next.parentId)
  ) {
    branch.unshift(next)
    byId.delete(next.id)
  }
  return branch
}

/**
 * What to show when the store was read again: its messages, but the settled ones of this page as they are, followed by
 * what the store does not know. `known`: all that was read, with other branches. A reading older than this page's own replies changes nothing.
 */
export function withStored(
  own: readonly ChatMessage[],
  stored: readonly ChatMessage[],
  known: readonly ChatMessage[] = stored,
): readonly ChatMessage[] {
  const storedIds = new Set(known.map(({ id }) => id))
  const isOlder = own.some(
    (message) =>
      message.role === 'assistant' &&
      isSettled(message) &&
      !message.metadata?.isStored &&
      !storedIds.has(message.id),
  )
  if (isOlder) return own
  const ownById = new Map(own.map((message) => [message.id, message]))
  const shown = stored.map((message) => {
    const mine = ownById.get(message.id)
    return mine && (mine.role === 'user' || isSettled(mine)) ? mine : message
  })
  const lastKnown = own.findLastIndex(({ id }) => storedIds.has(id))
  return [...shown, ...own.slice(lastKnown + 1)]
}
