import type { Chat } from '../domain/chat.ts'
import { chatNameFrom } from '../domain/chat.ts'
import { AppError } from '../domain/errors.ts'
import { type GenerationId, newGenerationId, newMessageId, type UserId } from '../domain/ids.ts'
import type { Store } from '../store/contract.ts'
import type { ContextInput } from './context.ts'
import { requireFit } from './context.ts'
import { type Followed, follow } from './follow.ts'
import { beginPlaygroundReply, beginStoredReply, type Generation, type Router } from './generation.ts'
import { giveBackTurn, takeTurn } from './limits.ts'
import type { LiveReply } from './live-reply.ts'
import { refuseWhileClosing } from './open-replies.ts'
import { chatNotFound, type TurnRequest } from './request.ts'
import { textResponse, uiStreamResponse, wantsText } from './response.ts'
import { DEAD_AFTER_MS, STATUS_AFTER_MS } from './timing.ts'

export type TurnInput = {
  store: Store
  owner: UserId
  turn: TurnRequest
  requestId: string
  arrivedMs: number
  turnsPerMinute: number
  router: Router
  flushMs: number
  /** The request's Accept header. */
  accept: string | null
  /** Aborts when the caller goes away before the response has begun. */
  signal: AbortSignal
  /** Keeps the process alive until this is done, where a process ends with its response. */
  keepAlive: (work: Promise<void>) => void
}

/**
 * Answers one turn: checks that it fits, stores the question, has the reply written and streams it.
 * @throws AppError context_too_long, rate_limited, internal (the process is about to end), chat_not_found, invalid_body (a parent of another chat), or
 * the fault that kept the reply from beginning.
 */
export async function answerTurn(input: TurnInput): Promise<Response> {
  const { store, owner, turn } = input
  await requireParent(input)
  const context = contextOf(turn)
  requireFit(context)
  refuseWhileClosing()
  await takeTurn(store, owner, input.turnsPerMinute, Date.now())
  return turn.chat ? answerStored(input, turn.chat, context) : answerPlayground(input, context)
}

/** A parent of another chat is a fault of the body, which comes before all that is judged later. */
async function requireParent({ store, owner, turn }: TurnInput): Promise<void> {
  if (!turn.chat || !turn.parentId) return
  if (!(await store.messages.get(owner, turn.chat.id, turn.parentId))) throw parentMissing()
}

function contextOf({ model, messages, chat }: TurnRequest): ContextInput {
  const systemPrompt = chat?.systemPrompt?.trim() ? chat.systemPrompt : null
  return { model, messages, systemPrompt, parameters: chat?.parameters ?? {} }
}

async function answerPlayground(input: TurnInput, context: ContextInput): Promise<Response> {
  const { turn, requestId, arrivedMs, signal } = input
  signal.throwIfAborted()
  const generation = beginPlaygroundReply({
    model: turn.model,
    context,
    requestId,
    arrivedMs,
    router: input.router,
  })
  const leave = () => generation.giveUp('left')
  signal.addEventListener('abort', leave, { once: true })
  const head = {
    messageId: newMessageId(),
    chatId: turn.chatId,
    generationId: newGenerationId(),
    model: turn.model.id,
  }
  await begun(generation.reply)
  return respond(input, { reply: generation.reply, head, leave }, false)
}

async function answerStored(input: TurnInput, chat: Chat, context: ContextInput): Promise<Response> {
  const { store, owner, turn, requestId, arrivedMs } = input
  const now = Date.now()
  const generationId = newGenerationId()
  const outcome = await store.generations.begin(owner, {
    chatId: chat.id,
    generationId,
    replyId: newMessageId(),
    trigger: turn.trigger,
    userMessage: { id: turn.question.id, newId: newMessageId(), content: turn.question.text },
    parentId: turn.parentId,
    model: turn.model.id,
    title: chatNameFrom(turn.question.text),
    now,
    staleBefore: now - DEAD_AFTER_MS,
  })
  if (outcome.kind === 'chat-missing') throw chatNotFound()
  if (outcome.kind === 'parent-missing') throw parentMissing()
  if (outcome.kind === 'existing') {
    await giveBackTurn(store, owner, input.turnsPerMinute, now)
    const known = outcome.reply.generationId ?? (outcome.reply.id as string as GenerationId)
    const followed = follow({
      store,
      owner,
      chatId: chat.id,
      message: outcome.reply,
      generationId: known,
      requestId,
    })
    await begun(followed.reply)
    return respond(input, followed, true)
  }
  const generation: Generation = beginStoredReply(
    { model: turn.model, context, requestId, arrivedMs, router: input.router },
    { store, owner, chatId: chat.id, generationId, messageId: outcome.reply.id, flushMs: input.flushMs },
  )
  input.keepAlive(generation.done)
  const head = { messageId: outcome.reply.id, chatId: chat.id, generationId, model: turn.model.id }
  await begun(generation.reply)
  return respond(input, { reply: generation.reply, head, leave: () => undefined }, true)
}

const parentMissing = () =>
  new AppError('invalid_body', 'The message that parent_id names is not in this chat.', {
    details: { issues: [{ path: 'parent_id', message: 'is not a message of this chat' }] },
  })

/**
 * Waits for the first piece or the end, at most until the status line is due.
 * @throws AppError when the reply failed before its first piece: then the status can still tell the truth.
 */
async function begun(reply: LiveReply): Promise<void> {
  let late = false
  let timer: NodeJS.Timeout | undefined
  const due = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      late = true
      resolve()
    }, STATUS_AFTER_MS)
  })
  while (reply.length === 0 && !reply.end && !late) await Promise.race([reply.changed(), due])
  clearTimeout(timer)
  const { end } = reply
  if (reply.length > 0 || !end?.error) return
  const { code, message, requestId: _, ...details } = end.error.data
  throw new AppError(code, message, { details })
}

function respond(input: TurnInput, followed: Followed, stored: boolean): Response {
  const { reply, head, leave } = followed
  const options = { reply, head, stored, onLeave: leave }
  return wantsText(input.accept) ? textResponse(options) : uiStreamResponse(options)
}
