import { z } from 'zod'
import { toGenerationId, type UserId } from '../../domain/ids.ts'
import type { BeginInput, BeginOutcome } from '../contract.ts'
import { searchWords } from '../search-words.ts'
import { beginScript, NO_PARENT } from './begin-script.ts'
import type { KvConnection } from './connection.ts'
import type { Ending } from './ending.ts'
import { keys } from './keys.ts'
import { readChat } from './lua-chat.ts'
import { type MessageHead, readMessage } from './lua-message.ts'

const outcome = z.union([
  z.tuple([z.literal('begun'), z.unknown(), z.unknown(), z.unknown()]),
  z.tuple([z.literal('existing'), z.unknown()]),
  z.tuple([z.enum(['chat-missing', 'parent-missing'])]),
  z.tuple([z.literal('stale')], z.string().transform(toGenerationId)),
])

function argsOf(owner: UserId, input: BeginInput) {
  const { generationId, userMessage, model, now } = input
  const content = userMessage.content.toWellFormed()
  const title = input.title.toWellFormed()
  const question: MessageHead = { role: 'user', generationId: null, model: null, createdAt: now }
  const { metered } = input
  const reply: MessageHead = {
    role: 'assistant',
    generationId,
    model,
    createdAt: now,
    ...(metered && { metered }),
  }
  return {
    owner,
    chat: input.chatId,
    generation: generationId,
    reply: input.replyId,
    trigger: input.trigger,
    given_id: userMessage.id ?? '',
    new_id: userMessage.newId,
    content,
    content_words: searchWords(content).join(' '),
    parent: input.parentId === null ? NO_PARENT : (input.parentId ?? ''),
    model,
    title,
    title_words: searchWords(title).join(' '),
    question_head: JSON.stringify(question),
    reply_head: JSON.stringify(reply),
    now,
    stale_before: input.staleBefore,
  }
}

/** The first step of a turn, in a key-value store. */
export function kvBegin(kv: KvConnection, ending: Ending) {
  return async (owner: UserId, input: BeginInput): Promise<BeginOutcome> => {
    const { chatId: chat, generationId, staleBefore, now } = input
    const names = {
      chats: keys.chats(owner),
      activity: keys.activity(owner),
      postings: keys.postings(owner),
      user: keys.user(owner),
      order: keys.order(chat),
      messages: keys.messages(chat),
      chat_running: keys.chatRunning(chat),
      owner_running: keys.ownerRunning(owner),
      owner_generations: keys.ownerGenerations(owner),
      heartbeats: keys.heartbeats,
    }
    for (;;) {
      const answer = outcome.parse(await kv.run(beginScript, names, argsOf(owner, input)))
      switch (answer[0]) {
        case 'begun':
          ending.remember({ owner, chat, generation: generationId })
          return {
            kind: 'begun',
            chat: readChat(answer[1]),
            userMessage: readMessage(chat, answer[2]),
            reply: readMessage(chat, answer[3]),
          }
        case 'existing':
          return { kind: 'existing', reply: readMessage(chat, answer[1]) }
        case 'stale':
          // A script must be told the keys that it touches, and which logs these are shows only now.
          for (const generation of answer.slice(1).map((id) => toGenerationId(id)))
            await ending.interrupt({ owner, chat, generation }, staleBefore, now)
          break
        default:
          return { kind: answer[0] }
      }
    }
  }
}
