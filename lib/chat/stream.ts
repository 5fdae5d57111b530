import type { StoredMessage } from '../domain/chat.ts'
import { AppError } from '../domain/errors.ts'
import type { ChatId, GenerationId, UserId } from '../domain/ids.ts'
import type { Store } from '../store/contract.ts'
import type { Cursor } from './cursor.ts'
import { follow } from './follow.ts'
import { reapDead } from './reap.ts'
import { textResponse, uiStreamResponse, wantsText } from './response.ts'
import { findRunning } from './running.ts'

type Place = { store: Store; owner: UserId; chatId: ChatId; generationId?: GenerationId }

/** A running reply of the chat: the named one, else the newest; null when none runs. Dead ones are ended first. */
async function findReply({ store, owner, chatId, generationId }: Place): Promise<StoredMessage | null> {
  let running = await store.generations.running(owner, chatId)
  const reaped = await reapDead(store, owner, chatId, running)
  if (reaped > 0) running = await store.generations.running(owner, chatId)
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
  for (const running of findRunning(owner, chatId, generationId)) running.stop()
  await store.generations.requestStop(owner, chatId, generationId)
}

/** @throws AppError chat_not_found. */
export async function requireChat(store: Pick<Store, 'chats'>, owner: UserId, chatId: ChatId): Promise<void> {
  if (!(await store.chats.get(owner, chatId))) throw new AppError('chat_not_found', 'You have no such chat.')
}
