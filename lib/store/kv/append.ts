import { z } from 'zod'
import type { GenerationStore, LogEntry } from '../contract.ts'
import { endOf, missingParts, type Span } from '../log-entries.ts'
import type { KvConnection } from './connection.ts'
import { keys } from './keys.ts'
import { toLogMember } from './lua-generation.ts'
import { defineScript } from './script.ts'

/**
 * The rest: position, end, member of each entry. One that overlaps what is logged without being contained in it
 * cannot be cut here; then the spans that are logged are given, for the caller to send what is missing.
 */
const append = defineScript({
  keys: ['owner_running', 'stops', 'heartbeats', 'log', 'opening'],
  args: ['owner', 'generation', 'now', 'opened'],
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
    if opened ~= '' then redis.call('SET', opening, opened) end
    redis.call('ZADD', heartbeats, now, owner .. ':' .. chat .. ':' .. generation)
    return { 'running', redis.call('SISMEMBER', stops, generation) }`,
})

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

/** Adding to the log of a running generation in a key-value store: one round trip, but where entries overlap. */
export function kvAppend(kv: KvConnection): GenerationStore['append'] {
  return async (owner, generation, entries, now, opening) => {
    const names = {
      owner_running: keys.ownerRunning(owner),
      stops: keys.stops(owner),
      heartbeats: keys.heartbeats,
      log: keys.log(generation),
      opening: keys.opening(generation),
    }
    const args = { owner, generation, now, opened: opening ? JSON.stringify(opening) : '' }
    for (let missing: LogEntry[] = entries; ; ) {
      const words = missing
        .filter((entry) => entry.text !== '')
        .flatMap((entry) => [entry.position, endOf(entry), toLogMember(entry)])
      const [kind, ...values] = appended.parse(await kv.run(append, names, args, words))
      if (kind === 'ended') return { stopRequested: false, ended: true }
      if (kind === 'running') return { stopRequested: values[0] === 1, ended: false }
      const spans = toSpans(values)
      missing = missing.flatMap((entry) => missingParts(entry, spans))
    }
  }
}
