import { z } from 'zod'
import {
  type ChatId,
  type GenerationId,
  toChatId,
  toGenerationId,
  toUserId,
  type UserId,
} from '../../domain/ids.ts'
import type { LogEntry } from '../contract.ts'
import { endOf } from '../log-entries.ts'
import { jsonOf } from '../stored-values.ts'

/** Lua: signs of life. Needs the argument `owner` and the keys `heartbeats` and `chat_running`. */
export const luaHeartbeat = `
local function heartbeat_member(chat, generation) return owner .. ':' .. chat .. ':' .. generation end
local function stale_generations(chat, stale_before)
  local stale = {}
  for _, generation in ipairs(redis.call('ZRANGE', chat_running, 0, -1)) do
    local beat = redis.call('ZSCORE', heartbeats, heartbeat_member(chat, generation))
    if not beat or tonumber(beat) < tonumber(stale_before) then stale[#stale + 1] = generation end
  end
  return stale
end
`

/** A running generation, as the sorted set `heartbeats` names it. */
export type RunningGeneration = { owner: UserId; chat: ChatId; generation: GenerationId }

/** What a member of the sorted set `heartbeats` names. */
export function readHeartbeatMember(member: string): RunningGeneration {
  const [owner, chat, ...generation] = member.split(':')
  return {
    owner: toUserId(Number(owner)),
    chat: toChatId(Number(chat)),
    generation: toGenerationId(generation.join(':')),
  }
}

/**
 * A piece of the log as its sorted set holds it; its score is its position. The text stands as JSON, since a piece
 * may end inside a surrogate pair, which UTF-8 cannot hold.
 */
export const toLogMember = (entry: LogEntry) => `${endOf(entry)} ${entry.type} ${JSON.stringify(entry.text)}`

const logMember = z.tuple([z.enum(['reasoning', 'text']), jsonOf(z.string())])

/** The pieces of a log from redis's list of members, each followed by its score. */
export function readLog(membersAndScores: readonly string[]): LogEntry[] {
  const entries: LogEntry[] = []
  for (let index = 0; index + 1 < membersAndScores.length; index += 2) {
    const [, type, json] = /^\d+ (\w+) (.*)$/su.exec(membersAndScores[index] ?? '') ?? []
    const [ofType, text] = logMember.parse([type, json])
    entries.push({ type: ofType, text, position: Number(membersAndScores[index + 1]) })
  }
  return entries
}
