import { type Chat, chatNameFrom } from '../domain/chat.ts'
import { type MessageId, newGenerationId, newMessageId, type UserId } from '../domain/ids.ts'
import type { FinishInput, Store } from '../store/contract.ts'
import type { ImportedMessage } from './import-input.ts'
import { DEAD_AFTER_MS } from './timing.ts'

type Turn = { question: string; reply: ImportedMessage | null }

/** Questions with their replies; the messages begin with a question, and no reply follows a reply. */
function turnsOf(messages: readonly ImportedMessage[]): Turn[] {
  const turns: Turn[] = []
  for (const message of messages) {
    const last = turns.at(-1)
    if (message.role === 'user') turns.push({ question: message.content, reply: null })
    else if (last) last.reply = message
  }
  return turns
}

/**
 * How a reply ended, as its owner tells it. It was counted where it was held, so it is no `turn`: nobody can make use or
 * limits of it.
 */
function endOf(reply: ImportedMessage | null): Omit<FinishInput, 'turn' | 'now'> {
  const status = reply ? (reply.status ?? 'complete') : 'stopped'
  return {
    status,
    content: reply?.content ?? '',
    reasoning: reply?.reasoning ?? null,
    finishReason: reply?.finishReason ?? (status === 'failed' ? 'error' : 'stop'),
    usage: reply?.receipt?.usage ?? null,
    receipt: reply?.receipt ?? null,
    error: reply?.error ? withoutWait(reply.error) : null,
  }
}

/** Nobody knows any more since when the wait was counted. */
function withoutWait({ data: { retryAfter: _, ...data }, ...error }: NonNullable<ImportedMessage['error']>) {
  return { ...error, data }
}

/**
 * Stores a conversation as a new chat: turn by turn, the way a turn is stored, with nothing asked of a model. A question
 * without a reply gets an empty one that was stopped. What fails on the way leaves no half chat in the list.
 */
export async function importChat(
  store: Store,
  owner: UserId,
  {
    name,
    model,
    messages,
  }: { name?: string | undefined; model: string; messages: readonly ImportedMessage[] },
): Promise<Chat> {
  const now = Date.now()
  const chat = await store.chats.create(owner, { ...(name !== undefined && { name }), model, now })
  try {
    let parentId: MessageId | undefined
    for (const { question, reply } of turnsOf(messages)) {
      const generationId = newGenerationId()
      const begun = await store.generations.begin(owner, {
        chatId: chat.id,
        generationId,
        replyId: newMessageId(),
        trigger: 'submit',
        userMessage: { newId: newMessageId(), content: question },
        ...(parentId !== undefined && { parentId }),
        model: reply?.model ?? reply?.receipt?.model ?? model,
        title: chatNameFrom(question),
        now: Date.now(),
        staleBefore: now - DEAD_AFTER_MS,
      })
      if (begun.kind !== 'begun') throw new Error(`A turn of an imported chat could not begin: ${begun.kind}`)
      parentId = begun.reply.id
      await store.generations.finish(owner, generationId, { ...endOf(reply), now: Date.now() })
    }
    return (await store.chats.update(owner, chat.id, { model })) ?? chat
  } catch (error) {
    await store.chats.trash(owner, chat.id, Date.now())
    throw error
  }
}
