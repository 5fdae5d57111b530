/**
 * The sorted set `postings` of a user holds each word of a chat twice: `w:{word} {chat} {kind}` tells which chats
 * have a word, `c:{chat} {kind} {word}` which words a chat has. The kind is `n` for a name, `m` for messages, so
 * that a new name takes away the old one's words alone. A space sorts before everything that a word is made of.
 */

/** Lua: writing words. A list of words is one string with spaces between them. Needs the key `postings`. */
export const luaIndexWords = `
-- Lua's unpack has a limit, about 8,000 values.
local BATCH = 1000
local function in_batches(members, run)
  for first = 1, #members, BATCH do run(unpack(members, first, math.min(first + BATCH - 1, #members))) end
end
local function add_words(chat, kind, words)
  local members = {}
  for word in string.gmatch(words, '[^ ]+') do
    members[#members + 1] = 0
    members[#members + 1] = 'w:' .. word .. ' ' .. chat .. ' ' .. kind
    members[#members + 1] = 0
    members[#members + 1] = 'c:' .. chat .. ' ' .. kind .. ' ' .. word
  end
  in_batches(members, function(...) redis.call('ZADD', postings, ...) end)
end
local function remove_words(chat, kind)
  local start = 'c:' .. chat .. ' ' .. kind .. ' '
  local members = redis.call('ZRANGEBYLEX', postings, '[' .. start, '(c:' .. chat .. ' ' .. kind .. '!')
  for index = 1, #members do
    members[#members + 1] = 'w:' .. string.sub(members[index], #start + 1) .. ' ' .. chat .. ' ' .. kind
  end
  in_batches(members, function(...) redis.call('ZREM', postings, ...) end)
end
`

/** Lua: looking words up. Needs the key `postings`. */
export const luaFindWords = `
-- The last code point: it sorts behind whatever a word may go on with.
local LAST = '\\244\\143\\191\\191'
local SCAN = 1000
local function has_word(chat, word)
  for _, kind in ipairs({ 'n', 'm' }) do
    local start = 'c:' .. chat .. ' ' .. kind .. ' ' .. word
    local found = redis.call('ZRANGEBYLEX', postings, '[' .. start, '(' .. start .. LAST, 'LIMIT', 0, 1)
    if found[1] then return true end
  end
  return false
end
-- The chats with a word that begins so, or nil when they are more than most.
local function chats_with(word, most)
  local chats, seen = {}, {}
  local from, to = '[w:' .. word, '(w:' .. word .. LAST
  while true do
    local found = redis.call('ZRANGEBYLEX', postings, from, to, 'LIMIT', 0, SCAN)
    for _, member in ipairs(found) do
      local chat = string.match(member, ' (%d+) %a$')
      if not seen[chat] then
        seen[chat] = true
        chats[#chats + 1] = chat
        if #chats > most then return nil end
      end
    end
    if #found < SCAN then return chats end
    from = '(' .. found[#found]
  end
end
`
