import { z } from 'zod'
import { toChatId, type UserId } from '../../domain/ids.ts'
import { type ChatStore, TRASH_KEPT_MS } from '../contract.ts'
import type { KvConnection } from './connection.ts'
import { keys } from './keys.ts'
import { allChatFields, chatOrNull, luaActivity, luaReadChat } from './lua-chat.ts'
import { luaIndexWords } from './lua-search.ts'
import { defineScript } from './script.ts'

/** How many chats one call clears away at most, so that no call takes long. */
const CLEARED_AT_ONCE = 20

/** Gives whether the chat was put there, and the chats whose time is over. */
const put = defineScript({
  keys: ['chats', 'activity', 'trash'],
  args: ['chat', 'now', 'over_before', 'most'],
  repeatable: false,
  lua: `${luaReadChat}${luaActivity}
    local over = redis.call('ZRANGEBYSCORE', trash, '-inf', '(' .. over_before, 'LIMIT', 0, most)
    if not is_open(chat) then return { 0, over } end
    redis.call('ZREM', activity, activity_member(chat))
    redis.call('HSET', chats, field(chat, 'trashedAt'), now)
    redis.call('ZADD', trash, now, chat)
    return { 1, over }`,
})

const takeOut = defineScript({
  keys: ['chats', 'activity', 'trash'],
  args: ['chat', 'over_before'],
  repeatable: true,
  lua: `${luaReadChat}${luaActivity}
    local trashed_at = redis.call('ZSCORE', trash, chat)
    if trashed_at and tonumber(trashed_at) >= tonumber(over_before) then
      redis.call('ZREM', trash, chat)
      redis.call('HDEL', chats, field(chat, 'trashedAt'))
      redis.call('ZADD', activity, 0, activity_member(chat))
    end
    if not is_open(chat) then return false end
    return read_chat(chat)`,
})

/** Of a generation that still runs its heartbeat is left, and goes when it is reaped. */
const remove = defineScript({
  keys: ['chats', 'trash', 'postings', 'order', 'messages', 'chat_running', 'owner_running', 'generations'],
  args: ['chat', 'over_before'],
  repeatable: true,
  lua: `${luaReadChat}${luaIndexWords}
    local trashed_at = redis.call('ZSCORE', trash, chat)
    if not trashed_at or tonumber(trashed_at) >= tonumber(over_before) then return 0 end
    local names, started = {}, {}
    for index, name in ipairs({ ${allChatFields.map((name) => `'${name}'`).join(', ')} }) do names[index] = field(chat, name) end
    for _, name in ipairs(redis.call('HKEYS', messages)) do
      local generation = string.match(name, '^generation%.(.+)$')
      if generation then started[#started + 1] = generation end
    end
    in_batches(started, function(...)
      redis.call('HDEL', generations, ...)
      redis.call('HDEL', owner_running, ...)
    end)
    remove_words(chat, 'n')
    remove_words(chat, 'm')
    redis.call('HDEL', chats, unpack(names))
    redis.call('ZREM', trash, chat)
    redis.call('DEL', order, messages, chat_running)
    return 1`,
})

const putResult = z.tuple([z.number(), z.array(z.coerce.number().int().transform(toChatId))])

/** Trash and restore in a key-value store. */
export function kvTrash(kv: KvConnection): Pick<ChatStore, 'trash' | 'restore'> {
  const namesOf = (owner: UserId) => ({
    chats: keys.chats(owner),
    activity: keys.activity(owner),
    trash: keys.trash(owner),
  })

  return {
    async trash(owner, chat, now) {
      const overBefore = now - TRASH_KEPT_MS
      const args = { chat, now, over_before: overBefore, most: CLEARED_AT_ONCE }
      const [done, over] = putResult.parse(await kv.run(put, namesOf(owner), args))
      for (const old of over) {
        const names = {
          ...namesOf(owner),
          postings: keys.postings(owner),
          order: keys.order(old),
          messages: keys.messages(old),
          chat_running: keys.chatRunning(old),
          owner_running: keys.ownerRunning(owner),
          generations: keys.ownerGenerations(owner),
        }
        await kv.run(remove, names, { chat: old, over_before: overBefore })
      }
      return done === 1
    },
    async restore(owner, chat, now) {
      const args = { chat, over_before: now - TRASH_KEPT_MS }
      return chatOrNull(await kv.run(takeOut, namesOf(owner), args))
    },
  }
}
