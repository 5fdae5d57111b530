import { AppError } from '../domain/errors.ts'
import type { ChatId, GenerationId, UserId } from '../domain/ids.ts'
import type { Store } from '../store/contract.ts'
import type { Cursor } from './cursor.ts'
import { follow } from './follow.ts'
import { textResponse, uiStreamResponse, wantsText } from './response.ts'
import { findRunning } from './running.ts'
import { DEAD_AFTER_MS } from './timing.ts'

type Place = { store: Store; owner: UserId; chatId: ChatId; generationId?: GenerationId }

/** A running reply of the chat: the named one, else the newest; null when none runs. Dead ones are ended first. */
async function findReply({ store, owner, chatId, generationId }: Place) {
  const now = Date.now()
  let running = await store.generations.running(owner, chatId)
  if (running.length > 0) {
    const reaped = await store.generations.reap({ owner, chat: chatId }, now - DEAD_AFTER_MS, now)
    if (reaped > 0) running = await store.generations.running(owner, chatId)
  }
  return running.findLast((reply) => !generationId || reply.generationId === generationId) ?? null
}

export type ResumeInput = Place & {
  requestId: string
  after?: Cursor
  accept: string | null
}

/** The running reply from its start, or from behind a cursor, as the stream of a turn; null when none runs. */
export async function resumeReply(input: ResumeInput): Promise<Response | null> {
  const { store, owner, chatId, requestId } = input
  const message = await findReply(input)
  if (!message?.generationId) return null
  const { generationId } = message
  const followed = follow({ store, owner, chatId, message, generationId, requestId })
  const options = {
    reply: followed.reply,
    head: followed.head,
    stored: true,
    after: input.after,
    onLeave: followed.leave,
  }
  return wantsText(input.accept) ? textResponse(options) : uiStreamResponse(options)
}

/** Stops the named reply of a chat, else all that run in it, wherever they are written. */
export async function stopReplies({ store, owner, chatId, generationId }: Place): Promise<void> {
  const asked = await store.generations.requestStop(owner, chatId, generationId)
  for (const stopped of asked) findRunning(owner, chatId, stopped)?.stop()
}

/** @throws AppError chat_not_found. */
export async function requireChat(store: Pick<Store, 'chats'>, owner: UserId, chatId: ChatId): Promise<void> {
  if (!(await store.chats.get(owner, chatId))) throw new AppError('chat_not_found', 'You have no such chat.')
}
