import { z } from 'zod'
import { toGenerationId, type UserId } from '../../domain/ids.ts'
import type { BeginInput, BeginOutcome } from '../contract.ts'
import { searchWords } from '../search-words.ts'
import type { KvConnection } from './connection.ts'
import type { Ending } from './ending.ts'
import { keys } from './keys.ts'
import { luaActivity, luaReadChat, readChat } from './lua-chat.ts'
import { luaHeartbeat } from './lua-generation.ts'
import { luaReadMessage, type MessageHead, readMessage } from './lua-message.ts'
import { luaIndexWords } from './lua-search.ts'
import { defineScript } from './script.ts'

/** An empty string stands for an absent id. */
const begin = defineScript({
  keys: [
    'chats',
    'activity',
    'postings',
    'user',
    'order',
    'messages',
    'chat_running',
    'owner_running',
    'owner_generations',
    'heartbeats',
  ],
  args: [
    'owner',
    'chat',
    'generation',
    'reply',
    'trigger',
    'given_id',
    'new_id',
    'content',
    'content_words',
    'parent',
    'model',
    'title',
    'title_words',
    'question_head',
    'reply_head',
    'now',
    'stale_before',
  ],
  repeatable: true,
  lua: `${luaReadChat}${luaActivity}${luaIndexWords}${luaReadMessage}${luaHeartbeat}
    local function stored(message) return redis.call('ZSCORE', order, message) end
    local function store(message, head, parent_id, status, text)
      redis.call('ZADD', order, redis.call('HINCRBY', chats, field(chat, 'messageCount'), 1) - 1, message)
      redis.call('HSET', messages, message, head, part(message, 'status'), status, part(message, 'content'), text)
      if parent_id then redis.call('HSET', messages, part(message, 'parent'), parent_id) end
    end
    local function begun(question)
      return { 'begun', read_chat(chat), read_message(question), read_message(reply) }
    end

    if not is_open(chat) then return { 'chat-missing' } end
    -- The caller did not hear the answer to this very call and repeats it.
    if redis.call('HGET', messages, 'generation.' .. generation) == reply then
      return begun(redis.call('HGET', messages, part(reply, 'parent')))
    end
    local stale = stale_generations(chat, stale_before)
    if stale[1] then return { 'stale', unpack(stale) } end

    local question = false
    if given_id ~= '' then
      if redis.call('HEXISTS', messages, part(given_id, 'reply')) == 1 then
        question = given_id
      elseif stored(given_id) then
        -- An id that a reply has already cannot name a question as well.
        given_id = new_id
      end
    elseif trigger == 'regenerate' then
      question = redis.call('HGET', messages, 'newest-question')
    end
    if question and trigger == 'submit' then
      local newest = redis.call('HGET', messages, part(question, 'reply'))
      local status = redis.call('HGET', messages, part(newest, 'status'))
      if status == 'streaming' or status == 'complete' then return { 'existing', read_message(newest) } end
    end

    if not question then
      local answered = redis.call('ZREVRANGE', order, 0, 0)[1]
      if parent ~= '' then
        if not stored(parent) then return { 'parent-missing' } end
        answered = parent
      end
      question = given_id ~= '' and given_id or new_id
      store(question, question_head, answered, 'complete', content)
      add_words(chat, 'm', content_words)
      redis.call('HSET', messages, 'newest-question', question)
    end
    store(reply, reply_head, question, 'streaming', '')
    redis.call('HSET', messages, part(question, 'reply'), reply, 'generation.' .. generation, reply)
    redis.call('ZADD', chat_running, redis.call('ZSCORE', order, reply), generation)
    redis.call('HSET', owner_running, generation, chat)
    redis.call('HSET', owner_generations, generation, chat)
    redis.call('ZADD', heartbeats, now, heartbeat_member(chat, generation))

    if redis.call('HGET', chats, field(chat, 'named')) == '0' then
      redis.call('HSET', chats, field(chat, 'name'), title, field(chat, 'named'), 1)
      remove_words(chat, 'n')
      add_words(chat, 'n', title_words)
    end
    redis.call('HSET', chats, field(chat, 'model'), model)
    touch(chat, now)
    redis.call('HSET', user, 'lastModel', model)
    return begun(question)`,
})

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
  const reply: MessageHead = { role: 'assistant', generationId, model, createdAt: now }
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
    parent: input.parentId ?? '',
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
      const answer = outcome.parse(await kv.run(begin, names, argsOf(owner, input)))
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
