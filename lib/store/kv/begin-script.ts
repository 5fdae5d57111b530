import { luaActivity, luaReadChat } from './lua-chat.ts'
import { luaHeartbeat } from './lua-generation.ts'
import { luaReadMessage } from './lua-message.ts'
import { luaIndexWords } from './lua-search.ts'
import { defineScript } from './script.ts'

/** Stands for the parent of a question that answers nothing; no id can hold this character. */
export const NO_PARENT = '/'

/**
 * The first step of a turn. Gives what became of it: `begun` with chat, question and reply, `existing` with the
 * reply, `chat-missing`, `parent-missing`, or `stale` with the generations that must be interrupted first. An empty
 * string stands for an absent id.
 */
export const beginScript = defineScript({
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
      if parent == '${NO_PARENT}' then
        answered = false
      elseif parent ~= '' then
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
