import { z } from 'zod'
import type { Chat } from '../../domain/chat.ts'
import type { UserId } from '../../domain/ids.ts'
import type { ChatPosition } from '../page-cursor.ts'
import type { KvConnection } from './connection.ts'
import { keys } from './keys.ts'
import { listedAfter, luaActivity, luaReadChat, readChat } from './lua-chat.ts'
import { luaFindWords } from './lua-search.ts'
import { defineScript } from './script.ts'

/** A word in more chats than this is common: then walking the newest chats finds a page sooner than sorting all. */
const RARE_CHATS = 1_000
/** How many chats one script looks at before it gives way to others, since redis does nothing else meanwhile. */
const WALK_CHATS = 500

/** The rest: the words. Gives the chats found and, where the walk has not come to its end, where to go on. */
const find = defineScript({
  keys: ['chats', 'activity', 'postings'],
  args: ['from', 'count', 'rare', 'walk'],
  repeatable: true,
  lua: `${luaReadChat}${luaActivity}${luaFindWords}
    local words, found = {}, {}
    for index = rest, #ARGV do words[#words + 1] = ARGV[index] end
    local function has_words(chat, known)
      for _, word in ipairs(words) do
        if word ~= known and not has_word(chat, word) then return false end
      end
      return true
    end
    local function take(members, known)
      for _, member in ipairs(members) do
        local chat = chat_of_member(member)
        if has_words(chat, known) then
          found[#found + 1] = read_chat(chat)
          if #found == tonumber(count) then return end
        end
      end
    end
    for _, word in ipairs(words) do
      local candidates = chats_with(word, tonumber(rare))
      if candidates then
        local members = {}
        for _, chat in ipairs(candidates) do
          if is_open(chat) then
            local member = activity_member(chat)
            if from == '+' or member < string.sub(from, 2) then members[#members + 1] = member end
          end
        end
        table.sort(members, function(one, other) return one > other end)
        take(members, word)
        return { found, '' }
      end
    end
    local members = redis.call('ZREVRANGEBYLEX', activity, from, '-', 'LIMIT', 0, walk)
    take(members)
    local more = #members == tonumber(walk) and #found < tonumber(count)
    return { found, more and '(' .. members[#members] or '' }`,
})

const result = z.tuple([z.array(z.unknown()), z.string()])

export type ChatSearch = {
  /** The owner's chats after a position, newest activity first, that hold all words; `words` must not be empty. */
  find(owner: UserId, words: readonly string[], after: ChatPosition | null, limit: number): Promise<Chat[]>
}

/** Search over the chats in a key-value store. */
export function kvChatSearch(kv: KvConnection): ChatSearch {
  return {
    async find(owner, words, after, limit) {
      const names = {
        chats: keys.chats(owner),
        activity: keys.activity(owner),
        postings: keys.postings(owner),
      }
      const chats: Chat[] = []
      let from = listedAfter(after)
      while (from !== '' && chats.length < limit) {
        const args = { from, count: limit - chats.length, rare: RARE_CHATS, walk: WALK_CHATS }
        const [found, next] = result.parse(await kv.run(find, names, args, words))
        chats.push(...found.map(readChat))
        from = next
      }
      return chats
    },
  }
}
