import type { StoredMessage } from '../domain/chat.ts'
import { AppError, toErrorBody } from '../domain/errors.ts'
import type { ChatId, GenerationId, UserId } from '../domain/ids.ts'
import { errorFacts, log } from '../log.ts'
import type { Store } from '../store/contract.ts'
import { LiveReply, type ReplyEnd } from './live-reply.ts'
import { findRunning } from './running.ts'
import { DEAD_AFTER_MS, FOLLOW_EVERY_MS } from './timing.ts'
import type { StreamHead } from './ui-stream.ts'

/** A reply that somebody wants to read along, wherever it is written. */
export type Followed = { reply: LiveReply; head: StreamHead; leave: () => void }

const interrupted = (requestId: string) =>
  toErrorBody(
    new AppError('internal', 'The server stopped while it wrote this reply. What was written is kept.'),
    requestId,
  )

function endOf(message: StoredMessage, requestId: string): ReplyEnd {
  const status = message.status === 'streaming' ? 'interrupted' : message.status
  const error = message.error ?? (status === 'interrupted' ? interrupted(requestId) : null)
  return { status, finishReason: message.finishReason, receipt: message.receipt, error }
}

const headOf = (message: StoredMessage, generationId: GenerationId): StreamHead => ({
  messageId: message.id,
  chatId: message.chatId,
  generationId,
  model: message.model ?? '',
})

/** A stored reply that has ended, as a live one that has ended. */
export function replayOf(message: StoredMessage, generationId: GenerationId, requestId: string): Followed {
  const reply = new LiveReply()
  const by = message.receipt
  if (by?.provider && by.upstreamModel)
    reply.serve({ provider: by.provider, upstreamModel: by.upstreamModel })
  if (message.reasoning) reply.append({ type: 'reasoning', text: message.reasoning })
  if (message.content !== '') reply.append({ type: 'text', text: message.content })
  reply.finish(endOf(message, requestId))
  return { reply, head: headOf(message, generationId), leave: () => undefined }
}

export type FollowInput = {
  store: Pick<Store, 'generations'>
  owner: UserId
  chatId: ChatId
  message: StoredMessage
  generationId: GenerationId
  requestId: string
}

/** Reads along with a running reply: of this process at once as it is written, of another by its log in the store. */
export function follow(input: FollowInput): Followed {
  const { owner, chatId, generationId, message } = input
  const here = findRunning(owner, chatId, generationId)
  if (here) return { reply: here.reply, head: here.head, leave: () => undefined }
  if (message.status !== 'streaming') return replayOf(message, generationId, input.requestId)
  const reply = new LiveReply()
  const follower = { left: false }
  void readLog(input, reply, follower)
  return {
    reply,
    head: headOf(message, generationId),
    leave: () => {
      follower.left = true
    },
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Appends to `reply` what its writer logs, until it ends, dies or nobody reads any more. Never rejects. */
async function readLog(input: FollowInput, reply: LiveReply, follower: { left: boolean }): Promise<void> {
  const { store, owner, chatId, generationId, requestId } = input
  while (!follower.left) {
    try {
      const logged = await store.generations.read(owner, chatId, generationId, reply.length)
      if (!logged) return reply.finish(endOf({ ...input.message, status: 'interrupted' }, requestId))
      if (logged.reply.status !== 'streaming') return appendRest(reply, logged.reply, requestId)
      for (const entry of logged.entries) {
        const unseen = reply.length - entry.position
        reply.append({ type: entry.type, text: unseen > 0 ? entry.text.slice(unseen) : entry.text })
      }
      const now = Date.now()
      if (now - logged.heartbeatAt > DEAD_AFTER_MS)
        await store.generations.reap({ owner, chat: chatId }, now - DEAD_AFTER_MS, now)
      else await sleep(FOLLOW_EVERY_MS)
    } catch (error) {
      log.warn('store.read.failed', { generationId, ...errorFacts(error) })
      await sleep(FOLLOW_EVERY_MS * 4)
    }
  }
}

/** What of an ended reply this reader has not had yet; reasoning comes before text there. */
function appendRest(reply: LiveReply, message: StoredMessage, requestId: string): void {
  const reasoningSeen = reply.text('reasoning').length
  const textSeen = reply.text('text').length
  const reasoning = message.reasoning ?? ''
  if (textSeen === 0 && reasoningSeen < reasoning.length)
    reply.append({ type: 'reasoning', text: reasoning.slice(reasoningSeen) })
  if (textSeen < message.content.length) reply.append({ type: 'text', text: message.content.slice(textSeen) })
  reply.finish(endOf(message, requestId))
}
