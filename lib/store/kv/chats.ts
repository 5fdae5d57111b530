import { z } from 'zod'
import { type Chat, defaultChatName } from '../../domain/chat.ts'
import type { UserId } from '../../domain/ids.ts'
import type { ChatPatch, ChatStore } from '../contract.ts'
import { type ChatPosition, readChatCursor, toChatPage } from '../page-cursor.ts'
import { queryWords, searchWords } from '../search-words.ts'
import { kvChatSearch } from './chat-search.ts'
import type { KvConnection } from './connection.ts'
import { keys } from './keys.ts'
import { chatOrNull, listedAfter, luaActivity, luaReadChat, readChat } from './lua-chat.ts'
import { luaIndexWords } from './lua-search.ts'
import { defineScript } from './script.ts'
import { kvTrash } from './trash.ts'

const create = defineScript({
  keys: ['ids', 'chats', 'activity', 'postings'],
  args: ['name', 'named', 'name_words', 'model', 'now'],
  repeatable: false,
  lua: `${luaReadChat}${luaActivity}${luaIndexWords}
    local chat = string.format('%.0f', redis.call('INCR', ids))
    redis.call('HSET', chats, field(chat, 'name'), name, field(chat, 'named'), named, field(chat, 'model'), model,
      field(chat, 'pinned'), 0, field(chat, 'systemPrompt'), 'null', field(chat, 'parameters'), '{}',
      field(chat, 'createdAt'), now, field(chat, 'updatedAt'), now, field(chat, 'messageCount'), 0)
    redis.call('ZADD', activity, 0, activity_member(chat))
    add_words(chat, 'n', name_words)
    return read_chat(chat)`,
})

const get = defineScript({
  keys: ['chats'],
  args: ['chat'],
  repeatable: true,
  lua: `${luaReadChat}
    if not is_open(chat) then return false end
    return read_chat(chat)`,
})

const list = defineScript({
  keys: ['chats', 'activity'],
  args: ['from', 'count'],
  repeatable: true,
  lua: `${luaReadChat}${luaActivity}
    local page = {}
    for index, member in ipairs(redis.call('ZREVRANGEBYLEX', activity, from, '-', 'LIMIT', 0, count)) do
      page[index] = read_chat(chat_of_member(member))
    end
    return page`,
})

/** The rest: field, value, field, value… */
const update = defineScript({
  keys: ['chats', 'postings'],
  args: ['chat', 'renamed', 'name_words'],
  repeatable: true,
  lua: `${luaReadChat}${luaIndexWords}
    if not is_open(chat) then return false end
    for index = rest, #ARGV, 2 do redis.call('HSET', chats, field(chat, ARGV[index]), ARGV[index + 1]) end
    if renamed == '1' then
      remove_words(chat, 'n')
      add_words(chat, 'n', name_words)
    end
    return read_chat(chat)`,
})

function changes(patch: ChatPatch): string[] {
  const fields: string[] = []
  if (patch.name !== undefined) fields.push('name', patch.name.toWellFormed(), 'named', '1')
  if (patch.model !== undefined) fields.push('model', patch.model)
  if (patch.pinned !== undefined) fields.push('pinned', patch.pinned ? '1' : '0')
  if (patch.systemPrompt !== undefined)
    fields.push('systemPrompt', JSON.stringify(patch.systemPrompt?.toWellFormed() ?? null))
  if (patch.parameters !== undefined) fields.push('parameters', JSON.stringify(patch.parameters))
  return fields
}

/** The chats in a key-value store. */
export function kvChats(kv: KvConnection): ChatStore {
  const search = kvChatSearch(kv)

  async function newest(owner: UserId, after: ChatPosition | null, count: number): Promise<Chat[]> {
    const names = { chats: keys.chats(owner), activity: keys.activity(owner) }
    return z
      .array(z.unknown())
      .parse(await kv.run(list, names, { from: listedAfter(after), count }))
      .map(readChat)
  }

  return {
    ...kvTrash(kv),
    async create(owner, { name, model, now }) {
      const chosen = (name ?? defaultChatName).toWellFormed()
      const names = {
        ids: keys.chatIds,
        chats: keys.chats(owner),
        activity: keys.activity(owner),
        postings: keys.postings(owner),
      }
      const named = name === undefined ? 0 : 1
      const args = { name: chosen, named, name_words: searchWords(chosen).join(' '), model, now }
      return readChat(await kv.run(create, names, args))
    },
    async get(owner, chat) {
      return chatOrNull(await kv.run(get, { chats: keys.chats(owner) }, { chat }))
    },
    async list(owner, { limit, cursor, query }) {
      const after = cursor === undefined ? null : readChatCursor(cursor)
      if (cursor !== undefined && !after) return 'invalid-cursor'
      if (query === undefined) return toChatPage(await newest(owner, after, limit + 1), limit)
      const words = queryWords(query)
      return toChatPage(words.length === 0 ? [] : await search.find(owner, words, after, limit + 1), limit)
    },
    async update(owner, chat, patch) {
      const names = { chats: keys.chats(owner), postings: keys.postings(owner) }
      const words = patch.name === undefined ? [] : searchWords(patch.name)
      const args = { chat, renamed: patch.name === undefined ? 0 : 1, name_words: words.join(' ') }
      return chatOrNull(await kv.run(update, names, args, changes(patch)))
    },
    async lastModel(owner) {
      const model = await kv.command(['HGET', keys.user(owner), 'lastModel'], { repeatable: true })
      return z.string().nullable().parse(model)
    },
  }
}
