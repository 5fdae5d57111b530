import { z } from 'zod'
import type { Chat } from '../../domain/chat.ts'
import { toChatId } from '../../domain/ids.ts'
import type { ChatPosition } from '../page-cursor.ts'
import * as stored from '../stored-values.ts'

/** Of a chat's fields in the hash `chats`, those that the API shows, in the order in which `read_chat` gives them. */
const chatFields = [
  'name',
  'model',
  'pinned',
  'systemPrompt',
  'parameters',
  'createdAt',
  'updatedAt',
  'messageCount',
] as const

/** All fields: `named` is 1 once the name is no longer the default one, `trashedAt` is there in the trash alone. */
export const allChatFields = [...chatFields, 'named', 'trashedAt'] as const

/** Lua: reading a chat. Needs the key `chats`. */
export const luaReadChat = `
local function field(chat, name) return chat .. '.' .. name end
local function is_open(chat)
  local found = redis.call('HMGET', chats, field(chat, 'createdAt'), field(chat, 'trashedAt'))
  return found[1] and not found[2]
end
local function read_chat(chat)
  local names = {}
  for index, name in ipairs({ ${chatFields.map((name) => `'${name}'`).join(', ')} }) do names[index] = field(chat, name) end
  return { chat, redis.call('HMGET', chats, unpack(names)) }
end
`

/** Lua: a chat's place in the list. Needs `luaReadChat` and the keys `chats` and `activity`. */
export const luaActivity = `
local function activity_member(chat)
  return string.format('%016d:%016d', redis.call('HGET', chats, field(chat, 'updatedAt')), chat)
end
local function chat_of_member(member) return string.format('%.0f', string.sub(member, 18)) end
local function touch(chat, now)
  local listed = not redis.call('HGET', chats, field(chat, 'trashedAt'))
  if listed then redis.call('ZREM', activity, activity_member(chat)) end
  redis.call('HSET', chats, field(chat, 'updatedAt'), now)
  if listed then redis.call('ZADD', activity, 0, activity_member(chat)) end
end
`

const number = z.coerce.number().int()
const chatRecord = z
  .tuple([
    number.transform(toChatId),
    z.tuple([
      z.string(),
      z.string(),
      z.enum(['0', '1']),
      stored.jsonOf(z.string().nullable()),
      stored.jsonOf(stored.chatParameters),
      number,
      number,
      number,
    ]),
  ])
  .transform(
    ([id, [name, model, pinned, systemPrompt, parameters, createdAt, updatedAt, messageCount]]): Chat => ({
      id,
      name,
      model,
      pinned: pinned === '1',
      systemPrompt,
      parameters,
      createdAt: stored.isoTime(createdAt),
      updatedAt: stored.isoTime(updatedAt),
      messageCount,
    }),
  )

/** The chat that `read_chat` gave. */
export const readChat = (record: unknown): Chat => chatRecord.parse(record)

/** The chat that `read_chat` gave, or null for none. */
export const chatOrNull = (record: unknown): Chat | null => (record === null ? null : readChat(record))

/** Where a listing by activity begins: behind a position, or at the newest chat. As `activity_member` makes it. */
export function listedAfter(position: ChatPosition | null): string {
  const padded = (number: number) => String(number).padStart(16, '0')
  return position ? `(${padded(position.updatedAt)}:${padded(position.id)}` : '+'
}
