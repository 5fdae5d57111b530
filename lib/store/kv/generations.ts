import { z } from 'zod'
import { toChatId, toGenerationId } from '../../domain/ids.ts'
import type { GenerationStore } from '../contract.ts'
import { entriesFrom } from '../log-entries.ts'
import { kvAppend } from './append.ts'
import { kvBegin } from './begin.ts'
import type { KvConnection } from './connection.ts'
import { kvEnding } from './ending.ts'
import { keys } from './keys.ts'
import { luaReadChat } from './lua-chat.ts'
import { readLog } from './lua-generation.ts'
import { luaReadMessage, readEndedMessage, readMessage } from './lua-message.ts'
import { defineScript } from './script.ts'

const running = defineScript({
  keys: ['chats', 'messages', 'chat_running'],
  args: ['chat'],
  repeatable: true,
  lua: `${luaReadChat}${luaReadMessage}
    local replies = {}
    if not is_open(chat) then return replies end
    for index, generation in ipairs(redis.call('ZRANGE', chat_running, 0, -1)) do
      replies[index] = read_message(redis.call('HGET', messages, 'generation.' .. generation))
    end
    return replies`,
})

const runningChats = defineScript({
  keys: ['chats', 'owner_running'],
  args: [],
  repeatable: true,
  lua: `${luaReadChat}
    local open, seen = {}, {}
    for _, chat in ipairs(redis.call('HVALS', owner_running)) do
      if not seen[chat] and is_open(chat) then open[#open + 1] = chat end
      seen[chat] = true
    end
    return open`,
})

const read = defineScript({
  keys: ['chats', 'messages', 'heartbeats', 'log'],
  args: ['owner', 'chat', 'generation', 'from'],
  repeatable: true,
  lua: `${luaReadChat}${luaReadMessage}
    if not is_open(chat) then return false end
    local reply = redis.call('HGET', messages, 'generation.' .. generation)
    if not reply then return false end
    local entries = redis.call('ZREVRANGEBYSCORE', log, from, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
    for _, word in ipairs(redis.call('ZRANGEBYSCORE', log, '(' .. from, '+inf', 'WITHSCORES')) do
      entries[#entries + 1] = word
    end
    local beat = redis.call('ZSCORE', heartbeats, owner .. ':' .. chat .. ':' .. generation)
    return { read_message(reply), beat, entries }`,
})

/** An empty generation stands for all that run in the chat. */
const requestStop = defineScript({
  keys: ['chats', 'chat_running', 'stops'],
  args: ['chat', 'generation'],
  repeatable: true,
  lua: `${luaReadChat}
    local asked = {}
    if not is_open(chat) then return asked end
    for _, found in ipairs(redis.call('ZRANGE', chat_running, 0, -1)) do
      if generation == '' or generation == found then
        redis.call('SADD', stops, found)
        asked[#asked + 1] = found
      end
    end
    return asked`,
})

const strings = z.array(z.string())
const records = z.array(z.unknown())
const number = z.coerce.number()
const logged = z.tuple([z.unknown(), number.nullable(), strings]).nullable()
/** The replies being written, in a key-value store. */
export function kvGenerations(kv: KvConnection): GenerationStore {
  const ending = kvEnding(kv)

  return {
    begin: kvBegin(kv, ending),
    finish: ending.finish,
    reap: ending.reap,
    append: kvAppend(kv),
    async running(owner, chat) {
      const names = {
        chats: keys.chats(owner),
        messages: keys.messages(chat),
        chat_running: keys.chatRunning(chat),
      }
      const found = records.parse(await kv.run(running, names, { chat }))
      return found.map((record) => readMessage(chat, record))
    },
    async runningChats(owner) {
      const names = { chats: keys.chats(owner), owner_running: keys.ownerRunning(owner) }
      return strings.parse(await kv.run(runningChats, names, {})).map((id) => toChatId(Number(id)))
    },
    async read(owner, chat, generation, fromPosition) {
      const names = {
        chats: keys.chats(owner),
        messages: keys.messages(chat),
        heartbeats: keys.heartbeats,
        log: keys.log(generation),
      }
      const found = logged.parse(await kv.run(read, names, { owner, chat, generation, from: fromPosition }))
      if (!found) return null
      const [record, beat, entries] = found
      const { message, endedAt } = readEndedMessage(chat, record)
      return {
        reply: message,
        entries: entriesFrom(readLog(entries), fromPosition),
        heartbeatAt: beat ?? endedAt ?? Date.parse(message.createdAt),
      }
    },
    async requestStop(owner, chat, generation) {
      const names = {
        chats: keys.chats(owner),
        chat_running: keys.chatRunning(chat),
        stops: keys.stops(owner),
      }
      const asked = await kv.run(requestStop, names, { chat, generation: generation ?? '' })
      return strings.parse(asked).map(toGenerationId)
    },
  }
}
