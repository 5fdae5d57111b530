import { z } from 'zod'
import { toChatId, toGenerationId } from '../../domain/ids.ts'
import type { GenerationStore, LogEntry } from '../contract.ts'
import { endOf, entriesFrom, missingParts, type Span } from '../log-entries.ts'
import { kvBegin } from './begin.ts'
import type { KvConnection } from './connection.ts'
import { kvEnding } from './ending.ts'
import { keys } from './keys.ts'
import { luaReadChat } from './lua-chat.ts'
import { readLog, toLogMember } from './lua-generation.ts'
import { luaReadMessage, readEndedMessage, readMessage } from './lua-message.ts'
import { defineScript } from './script.ts'

/**
 * The rest: position, end, member of each entry. One that overlaps what is logged without being contained in it
 * cannot be cut here; then the spans that are logged are given, for the caller to send what is missing.
 */
const append = defineScript({
  keys: ['owner_running', 'stops', 'heartbeats', 'log'],
  args: ['owner', 'generation', 'now'],
  repeatable: true,
  lua: `
    local chat = redis.call('HGET', owner_running, generation)
    if not chat then return { 'ended' } end
    local function end_of(member) return tonumber(string.match(member, '^%d+')) end
    for index = rest, #ARGV, 3 do
      local from, to = tonumber(ARGV[index]), tonumber(ARGV[index + 1])
      local before = redis.call('ZREVRANGEBYSCORE', log, from, '-inf', 'LIMIT', 0, 1)[1]
      local after = redis.call('ZRANGEBYSCORE', log, '(' .. from, '(' .. to, 'LIMIT', 0, 1)[1]
      local logged_to = before and end_of(before) or 0
      if logged_to < to then
        if logged_to > from or after then
          local spans = { 'overlap' }
          for _, word in ipairs(redis.call('ZRANGE', log, 0, -1, 'WITHSCORES')) do
            spans[#spans + 1] = tonumber(word) or end_of(word)
          end
          return spans
        end
        redis.call('ZADD', log, from, ARGV[index + 2])
      end
    end
    redis.call('ZADD', heartbeats, now, owner .. ':' .. chat .. ':' .. generation)
    return { 'running', redis.call('SISMEMBER', stops, generation) }`,
})

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
const appended = z.union([
  z.tuple([z.literal('ended')]),
  z.tuple([z.literal('running'), z.number()]),
  z.tuple([z.literal('overlap')], z.number()),
])

/** The spans in a list of ends and positions that alternate. */
function toSpans(numbers: readonly number[]): Span[] {
  const spans: Span[] = []
  for (let index = 0; index + 1 < numbers.length; index += 2)
    spans.push({ end: numbers[index] ?? 0, position: numbers[index + 1] ?? 0 })
  return spans
}

/** The replies being written, in a key-value store. */
export function kvGenerations(kv: KvConnection): GenerationStore {
  const ending = kvEnding(kv)

  return {
    begin: kvBegin(kv, ending),
    finish: ending.finish,
    reap: ending.reap,
    async append(owner, generation, entries, now) {
      const names = {
        owner_running: keys.ownerRunning(owner),
        stops: keys.stops(owner),
        heartbeats: keys.heartbeats,
        log: keys.log(generation),
      }
      for (let missing: LogEntry[] = entries; ; ) {
        const words = missing
          .filter((entry) => entry.text !== '')
          .flatMap((entry) => [entry.position, endOf(entry), toLogMember(entry)])
        const [kind, ...values] = appended.parse(
          await kv.run(append, names, { owner, generation, now }, words),
        )
        if (kind === 'ended') return { stopRequested: false, ended: true }
        if (kind === 'running') return { stopRequested: values[0] === 1, ended: false }
        const spans = toSpans(values)
        missing = missing.flatMap((entry) => missingParts(entry, spans))
      }
    },
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
