import type { Chat, StoredMessage } from '../domain/chat.ts'
import { chatNameFrom } from '../domain/chat.ts'
import { AppError } from '../domain/errors.ts'
import { type GenerationId, type KeyId, newGenerationId, newMessageId, type UserId } from '../domain/ids.ts'
import type { Store } from '../store/contract.ts'
import { begun } from './begun.ts'
import { type Context, type ContextInput, contextFor, mostTokensOf } from './context.ts'
import type { Router } from './failover.ts'
import { type Followed, follow } from './follow.ts'
import { beginPassingReply, beginStoredReply, type Generation } from './generation.ts'
import { type Allowances, type TakenTurn, takeTurn, tokensOf } from './limits.ts'
import { refuseWhileClosing } from './open-replies.ts'
import { repliedAlready } from './repeated.ts'
import { chatNotFound, type TurnRequest } from './request.ts'
import { textResponse, uiStreamResponse, wantsText } from './response.ts'
import { DEAD_AFTER_MS } from './timing.ts'

export type TurnInput = {
  store: Store
  owner: UserId
  /** The API key that the request came with; null: the session cookie. */
  keyId: KeyId | null
  turn: TurnRequest
  requestId: string
  arrivedMs: number
  allowances: Allowances
  /** Headers that the answer gets, an error too. */
  headers: Headers
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
  const { turn } = input
  await requireParent(input)
  const context = contextFor(contextOf(turn))
  refuseWhileClosing()
  const { store, owner, keyId, allowances, headers } = input
  const mostTokens = () => mostTokensOf(context)
  let taken: TakenTurn
  try {
    taken = await takeTurn({ store, owner, keyId, allowances, mostTokens, headers })
  } catch (error) {
    // A repeated request only reads along, so it is not refused because of the very reply that it asks for.
    const isRefused = turn.chat && error instanceof AppError && error.code === 'rate_limited'
    const reply = isRefused ? await repliedAlready(store, owner, turn.chatId, turn) : null
    if (!reply) throw error
    return answerExisting(input, reply)
  }
  try {
    return turn.chat
      ? await answerStored(input, turn.chat, context, taken)
      : await answerPlayground(input, context, taken)
  } catch (error) {
    // Where a reply was begun its own end has released the turn before.
    await taken.end(0)
    throw error
  }
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

/** Only for a process that dies, so it must cost nothing: four characters are about a token. */
const CHARACTERS_PER_TOKEN = 4

function roughPromptTokens({ model, messages, chat }: TurnRequest): number {
  const characters = messages.reduce((sum, { text }) => sum + text.length, chat?.systemPrompt?.length ?? 0)
  return Math.min(model.routes[0].contextWindowTokens, Math.ceil(characters / CHARACTERS_PER_TOKEN))
}

async function answerPlayground(input: TurnInput, context: Context, taken: TakenTurn): Promise<Response> {
  const { store, owner, keyId, turn, requestId, arrivedMs, signal } = input
  signal.throwIfAborted()
  const generationId = newGenerationId()
  const generation = beginPassingReply(
    {
      contexts: [context],
      requestId,
      arrivedMs,
      router: input.router,
      beforeEnd: (end) => taken.end(tokensOf(end)),
    },
    { store, owner, keyId, generationId, surface: 'playground' },
  )
  input.keepAlive(generation.done.then(taken.settled))
  const leave = () => generation.giveUp('left')
  signal.addEventListener('abort', leave, { once: true })
  const head = {
    messageId: newMessageId(),
    chatId: turn.chatId,
    generationId,
    model: turn.model.id,
  }
  await begun(generation.reply)
  return respond(input, { reply: generation.reply, head, leave }, false)
}

async function answerStored(
  input: TurnInput,
  chat: Chat,
  context: Context,
  taken: TakenTurn,
): Promise<Response> {
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
    metered: { keyId: input.keyId, promptTokens: roughPromptTokens(turn) },
    now,
    staleBefore: now - DEAD_AFTER_MS,
  })
  if (outcome.kind === 'chat-missing') throw chatNotFound()
  if (outcome.kind === 'parent-missing') throw parentMissing()
  if (outcome.kind === 'existing') {
    await taken.giveBack()
    return answerExisting(input, outcome.reply)
  }
  const generation: Generation = beginStoredReply(
    {
      contexts: [context],
      requestId,
      arrivedMs,
      router: input.router,
      beforeEnd: (end) => taken.end(tokensOf(end)),
    },
    {
      store,
      owner,
      chatId: chat.id,
      generationId,
      messageId: outcome.reply.id,
      keyId: input.keyId,
      flushMs: input.flushMs,
    },
  )
  input.keepAlive(generation.done.then(taken.settled))
  const head = { messageId: outcome.reply.id, chatId: chat.id, generationId, model: turn.model.id }
  await begun(generation.reply)
  return respond(input, { reply: generation.reply, head, leave: () => undefined }, true)
}

/** Reads along with the running reply to a repeated request, or replays the complete one. */
async function answerExisting(input: TurnInput, message: StoredMessage): Promise<Response> {
  const { store, owner, requestId } = input
  const { chatId } = message
  const generationId = message.generationId ?? (message.id as string as GenerationId)
  const followed = follow({ store, owner, chatId, message, generationId, requestId })
  await begun(followed.reply)
  return respond(input, followed, true)
}

const parentMissing = () =>
  new AppError('invalid_body', 'The message that parent_id names is not in this chat.', {
    details: { issues: [{ path: 'parent_id', message: 'is not a message of this chat' }] },
  })

function respond(input: TurnInput, followed: Followed, stored: boolean): Response {
  const { reply, head, leave } = followed
  const options = { reply, head, stored, onLeave: leave }
  return wantsText(input.accept) ? textResponse(options) : uiStreamResponse(options)
}
