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
  /** Ends the reply because the process ends; resolves when it is stored. */
  shutDown: () => Promise<void>
}

/** The stored replies that this process writes, by generation. */
export const runningReplies = processWide('running-replies', () => new Map<GenerationId, RunningReply>())

/** The owner's running reply of this process; undefined when it is another's or runs elsewhere. */
export function findRunning(
  owner: UserId,
  chatId: ChatId,
  generationId: GenerationId,
): RunningReply | undefined {
  const running = runningReplies.get(generationId)
  return running?.owner === owner && running.chatId === chatId ? running : undefined
}
