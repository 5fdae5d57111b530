import type { StoredMessage } from '../domain/chat.ts'
import { AppError, toErrorBody } from '../domain/errors.ts'
import type { ChatId, GenerationId, UserId } from '../domain/ids.ts'
import { errorFacts, log } from '../log.ts'
import { processWide } from '../process-wide.ts'
import type { Store } from '../store/contract.ts'
import { LiveReply, type ReplyEnd } from './live-reply.ts'
import { keepOpen } from './open-replies.ts'
import { findRunning } from './running.ts'
import { DEAD_AFTER_MS, FOLLOW_EVERY_MS } from './timing.ts'
import type { StreamHead } from './ui-stream.ts'

/** A reply that somebody wants to read along, wherever it is written. */
export type Followed = { reply: LiveReply; head: StreamHead; leave: () => void }

/** How a reply ended that has no fault of its own to tell. */
const interrupted = () =>
  new AppError('internal', 'The server stopped while it wrote this reply. What was written is kept.')
const deleted = () =>
  new AppError(
    'chat_not_found',
    'The chat was deleted while this reply was written. It is kept with the chat.',
  )
const closing = () =>
  new AppError('internal', 'This server is being shut down. The reply goes on: open the chat again.', {
    details: { retryable: true },
  })

function endOf(message: StoredMessage, requestId: string): ReplyEnd {
  const { status, finishReason, receipt } = message
  if (status === 'streaming') throw new Error('A running reply has no end')
  const error = message.error ?? (status === 'interrupted' ? toErrorBody(interrupted(), requestId) : null)
  return { status, finishReason, receipt, error }
}

/** The end of a reading that the reply itself outlives. */
const broken = (error: AppError, requestId: string): ReplyEnd => ({
  status: 'failed',
  finishReason: 'error',
  receipt: null,
  error: toErrorBody(error, requestId),
})

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
  if (by?.provider && by.upstreamModel) {
    const { model, provider, upstreamModel, droppedTurns } = by
    reply.serve({ model, provider, upstreamModel, droppedTurns })
  }
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

/** A reply of another process that is read along here, once for all who listen. */
type FollowedElsewhere = { reply: LiveReply; listeners: number }

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const followedElsewhere = processWide('followed-replies', () => new Map<GenerationId, FollowedElsewhere>())

/** Reads along with a running reply: of this process at once as it is written, of another by its log in the store. */
export function follow(input: FollowInput): Followed {
  const { owner, chatId, generationId, message } = input
  const [here] = findRunning(owner, chatId, generationId)
  if (here) return { reply: here.reply, head: here.head, leave: () => undefined }
  if (message.status !== 'streaming') return replayOf(message, generationId, input.requestId)
  const followed = followedElsewhere.get(generationId) ?? beginToFollow(input)
  followed.listeners += 1
  const leave = () => {
    followed.listeners -= 1
  }
  return { reply: followed.reply, head: headOf(message, generationId), leave }
}

function beginToFollow(input: FollowInput): FollowedElsewhere {
  const followed = { reply: new LiveReply(), listeners: 0 }
  followedElsewhere.set(input.generationId, followed)
  void readAlong(input, followed)
  return followed
}

/** Reads along until the reply ends, this process does, or nobody listens any more. Never rejects. */
async function readAlong(input: FollowInput, followed: FollowedElsewhere): Promise<void> {
  const { generationId, requestId } = input
  const { reply } = followed
  const close = keepOpen({ shutDown: () => reply.finish(broken(closing(), requestId)) })
  do {
    try {
      await readLog(input, reply)
    } catch (error) {
      log.warn('store.read.failed', { generationId, ...errorFacts(error) })
    }
    if (!reply.end) await sleep(FOLLOW_EVERY_MS)
  } while (followed.listeners > 0 && !reply.end)
  followedElsewhere.delete(generationId)
  close()
}

/** Appends to `reply` what its writer has logged since, or how it ended. */
async function readLog(input: FollowInput, reply: LiveReply): Promise<void> {
  const { store, owner, chatId, generationId, requestId } = input
  const logged = await store.generations.read(owner, chatId, generationId, reply.length)
  if (!logged) return reply.finish(broken(deleted(), requestId))
  if (logged.reply.status !== 'streaming') return appendRest(reply, logged.reply, requestId)
  for (const entry of logged.entries) {
    const unseen = reply.length - entry.position
    reply.append({ type: entry.type, text: unseen > 0 ? entry.text.slice(unseen) : entry.text })
  }
  const now = Date.now()
  if (now - logged.heartbeatAt > DEAD_AFTER_MS)
    await store.generations.reap({ owner, chat: chatId }, now - DEAD_AFTER_MS, now)
}

/** What of an ended reply this reader has not had yet; reasoning comes before text there. */
function appendRest(reply: LiveReply, message: StoredMessage, requestId: string): void {
  const reasoning = (message.reasoning ?? '').slice(reply.text('reasoning').length)
  if (reasoning !== '') reply.append({ type: 'reasoning', text: reasoning })
  const text = message.content.slice(reply.text('text').length)
  if (text !== '') reply.append({ type: 'text', text })
  reply.finish(endOf(message, requestId))
}
