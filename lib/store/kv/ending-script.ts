import { luaActivity, luaReadChat } from './lua-chat.ts'
import { luaHeartbeat } from './lua-generation.ts'
import { luaIndexWords } from './lua-search.ts'
import { luaRecordUsage } from './lua-usage.ts'
import { defineScript } from './script.ts'

/**
 * Ends a generation: a running or an interrupted one where its writer ends it (`mode` finish), one without a sign
 * of life and with the log as it was read where it is reaped (`mode` reap).
 */
export const endScript = defineScript({
  keys: [
    'chats',
    'activity',
    'postings',
    'messages',
    'chat_running',
    'owner_running',
    'stops',
    'heartbeats',
    'log',
    'opening',
    'usage_turns',
    'usage_order',
    'usage_cells',
    'usage_index',
  ],
  args: [
    'mode',
    'owner',
    'chat',
    'generation',
    'status',
    'content',
    'content_words',
    'reasons',
    'reasoning',
    'last',
    'now',
    'stale_before',
    'log_length',
    'usage_record',
  ],
  repeatable: false,
  lua: `${luaReadChat}${luaActivity}${luaIndexWords}${luaHeartbeat}${luaRecordUsage}
    local member = heartbeat_member(chat, generation)
    local function stop_running()
      redis.call('ZREM', heartbeats, member)
      redis.call('ZREM', chat_running, generation)
      redis.call('HDEL', owner_running, generation)
      redis.call('SREM', stops, generation)
      redis.call('DEL', log, opening)
    end
    local owned = redis.call('HEXISTS', chats, field(chat, 'createdAt')) == 1
    local reply = owned and redis.call('HGET', messages, 'generation.' .. generation)
    local former = reply and redis.call('HGET', messages, reply .. '.status')
    if mode == 'reap' then
      if former ~= 'streaming' then
        stop_running()
        return 0
      end
      local beat = redis.call('ZSCORE', heartbeats, member)
      if beat and tonumber(beat) >= tonumber(stale_before) then return 0 end
      if redis.call('ZCARD', log) ~= tonumber(log_length) then return 0 end
    elseif former ~= 'streaming' and former ~= 'interrupted' then
      return 0
    end
    redis.call('HSET', messages, reply .. '.status', status, reply .. '.content', content, reply .. '.end', last)
    if reasons == '1' then redis.call('HSET', messages, reply .. '.reasoning', reasoning)
    else redis.call('HDEL', messages, reply .. '.reasoning') end
    stop_running()
    add_words(chat, 'm', content_words)
    record_usage(generation, usage_record)
    if mode == 'finish' then touch(chat, now) end
    return 1`,
})

/** The generations of a chat of the owner's that give no sign of life. */
export const staleScript = defineScript({
  keys: ['chats', 'chat_running', 'heartbeats'],
  args: ['owner', 'chat', 'stale_before'],
  repeatable: true,
  lua: `${luaReadChat}${luaHeartbeat}
    if redis.call('HEXISTS', chats, field(chat, 'createdAt')) == 0 then return {} end
    return stale_generations(chat, stale_before)`,
})

/** The log of a generation, the unchanging head of its reply, its opening and its heartbeat. */
export const abandonedScript = defineScript({
  keys: ['messages', 'log', 'opening', 'heartbeats'],
  args: ['owner', 'chat', 'generation'],
  repeatable: true,
  lua: `${luaHeartbeat}
    local reply = redis.call('HGET', messages, 'generation.' .. generation)
    return {
      redis.call('ZRANGE', log, 0, -1, 'WITHSCORES'),
      reply and redis.call('HGET', messages, reply),
      redis.call('GET', opening),
      redis.call('ZSCORE', heartbeats, heartbeat_member(chat, generation)),
    }`,
})
