import type { ChatId, GenerationId, UserId } from '../domain/ids.ts'
import { processWide } from '../process-wide.ts'
import type { LiveReply } from './live-reply.ts'
import type { StreamHead } from './ui-stream.ts'

/** A stored reply that this process writes. */
export type RunningReply = {
  owner: UserId
  chatId: ChatId
  generationId: GenerationId
  head: StreamHead
  reply: LiveReply
  /** Stops the reply: the upstream request is closed at once. */
  stop: () => void
}

/** The stored replies that this process writes, by generation. */
export const runningReplies = processWide('running-replies', () => new Map<GenerationId, RunningReply>())

/** The owner's replies in a chat that this process writes, oldest first; the named one alone if one is named. */
export function findRunning(owner: UserId, chatId: ChatId, generationId?: GenerationId): RunningReply[] {
  const named = generationId && runningReplies.get(generationId)
  const candidates = generationId ? (named ? [named] : []) : [...runningReplies.values()]
  return candidates.filter((running) => running.owner === owner && running.chatId === chatId)
}
