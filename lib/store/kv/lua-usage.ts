import { dayOf, sumsOf, type TurnUsage } from '../../domain/usage.ts'
import { MOST_TURNS_KEPT } from '../contract.ts'
import { toNumbers } from '../usage-records.ts'

/** No part of a cell's name holds this character. */
export const CELL_SEPARATOR = '|'

/**
 * Lua: recording a turn. Needs the keys `usage_turns` (hash: the turn of each id, and their count at `#`), `usage_order`
 * (sorted set: ids as they came), `usage_cells` (hash: the sums of each cell as a list) and `usage_index` (sorted set,
 * lexicographic: the cells, which begin with their day). An empty record records nothing.
 */
export const luaRecordUsage = `
local function add_to_cell(record, sign)
  local held = redis.call('HGET', usage_cells, record.cell)
  local sums = held and cjson.decode(held) or {}
  for index, amount in ipairs(record.sums) do sums[index] = (sums[index] or 0) + sign * amount end
  redis.call('HSET', usage_cells, record.cell, cjson.encode(sums))
  if not held then redis.call('ZADD', usage_index, 0, record.cell) end
end
local function record_usage(id, json)
  if json == '' then return end
  local record = cjson.decode(json)
  local known = redis.call('HGET', usage_turns, id)
  if known then
    local former = cjson.decode(known)
    if not former.isProvisional or record.isProvisional then return end
    add_to_cell(former, -1)
  else
    redis.call('ZADD', usage_order, redis.call('HINCRBY', usage_turns, '#', 1), id)
    for _, old in ipairs(redis.call('ZRANGE', usage_order, 0, -${MOST_TURNS_KEPT + 1})) do
      redis.call('ZREM', usage_order, old)
      redis.call('HDEL', usage_turns, old)
    end
  end
  redis.call('HSET', usage_turns, id, json)
  add_to_cell(record, 1)
end
`

/** A turn as `record_usage` takes it. */
export function toUsageRecord(turn: TurnUsage): string {
  const { endedAt, model, provider, keyId, outcome } = turn
  return JSON.stringify({
    cell: [dayOf(endedAt), model, provider ?? '', keyId ?? ''].join(CELL_SEPARATOR),
    sums: toNumbers(sumsOf(turn)),
    isProvisional: outcome === 'interrupted',
    turn,
  })
}
