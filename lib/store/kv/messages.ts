import { z } from 'zod'
import type { MessageStore } from '../contract.ts'
import { readMessageCursor } from '../page-cursor.ts'
import type { KvConnection } from './connection.ts'
import { keys } from './keys.ts'
import { luaReadChat } from './lua-chat.ts'
import { luaReadMessage, readMessage } from './lua-message.ts'
import { defineScript } from './script.ts'

/** Newest first, each with its number in the order of storing. */
const list = defineScript({
  keys: ['chats', 'order', 'messages'],
  args: ['chat', 'before', 'count'],
  repeatable: true,
  lua: `${luaReadChat}${luaReadMessage}
    if not is_open(chat) then return false end
    local found = redis.call('ZREVRANGEBYSCORE', order, before, '-inf', 'WITHSCORES', 'LIMIT', 0, count)
    local page = {}
    for index = 1, #found, 2 do page[#page + 1] = { found[index + 1], read_message(found[index]) } end
    return page`,
})

const get = defineScript({
  keys: ['chats', 'order', 'messages'],
  args: ['chat', 'message'],
  repeatable: true,
  lua: `${luaReadChat}${luaReadMessage}
    if not is_open(chat) or not redis.call('ZSCORE', order, message) then return false end
    return read_message(message)`,
})

const pageOf = z.array(z.tuple([z.string(), z.unknown()])).nullable()

/** The messages in a key-value store. */
export function kvMessages(kv: KvConnection): MessageStore {
  return {
    async list(owner, chat, { limit, before }) {
      const end = before === undefined ? '+inf' : readMessageCursor(before)
      if (end === null) return 'invalid-cursor'
      const names = { chats: keys.chats(owner), order: keys.order(chat), messages: keys.messages(chat) }
      const args = { chat, before: typeof end === 'number' ? `(${end}` : end, count: limit + 1 }
      const found = pageOf.parse(await kv.run(list, names, args))
      if (!found) return null
      const page = found.slice(0, limit)
      const oldest = found.length > limit ? page.at(-1) : undefined
      return {
        messages: page.map(([, record]) => readMessage(chat, record)).reverse(),
        nextBefore: oldest ? oldest[0] : null,
      }
    },
    async get(owner, chat, message) {
      const names = { chats: keys.chats(owner), order: keys.order(chat), messages: keys.messages(chat) }
      const record = await kv.run(get, names, { chat, message })
      return record === null ? null : readMessage(chat, record)
    },
  }
}
