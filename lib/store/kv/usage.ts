import { z } from 'zod'
import { toKeyId, type UserId } from '../../domain/ids.ts'
import { providerNames } from '../../domain/receipt.ts'
import type { UsageCell } from '../../domain/usage.ts'
import type { UsageStore } from '../contract.ts'
import { jsonOf } from '../stored-values.ts'
import { fromNumbers, turnUsage } from '../usage-records.ts'
import type { KvConnection } from './connection.ts'
import { keys } from './keys.ts'
import { CELL_SEPARATOR, luaRecordUsage, toUsageRecord } from './lua-usage.ts'
import { defineScript } from './script.ts'

/** The keys of a user's usage, for the scripts that record. */
export const usageKeys = (owner: UserId) => ({
  usage_turns: keys.usageTurns(owner),
  usage_order: keys.usageOrder(owner),
  usage_cells: keys.usageCells(owner),
  usage_index: keys.usageIndex(owner),
})

const record = defineScript({
  keys: ['usage_turns', 'usage_order', 'usage_cells', 'usage_index'],
  args: ['id', 'record'],
  repeatable: true,
  lua: `${luaRecordUsage}
    record_usage(id, record)
    return 1`,
})

/** So many fields at once keep an answer well below what Upstash gives in one. */
const READ_AT_ONCE = 500

/** Cells with their sums, one behind the other, from behind a cell on. */
const readCells = defineScript({
  keys: ['usage_cells', 'usage_index'],
  args: ['from', 'to', 'most'],
  repeatable: true,
  lua: `
    local names = redis.call('ZRANGEBYLEX', usage_index, from, to, 'LIMIT', 0, most)
    if not names[1] then return {} end
    return { names, redis.call('HMGET', usage_cells, unpack(names)) }`,
})

const readTurns = defineScript({
  keys: ['usage_turns', 'usage_order'],
  args: ['skip', 'most'],
  repeatable: true,
  lua: `
    local ids = redis.call('ZREVRANGE', usage_order, skip, skip + most - 1)
    if not ids[1] then return {} end
    return redis.call('HMGET', usage_turns, unpack(ids))`,
})

const cellName = z
  .string()
  .transform((name) => name.split(CELL_SEPARATOR))
  .pipe(
    z.tuple([
      z.string(),
      z.string(),
      z.union([z.enum(providerNames), z.literal('').transform(() => null)]),
      z.string().transform((id) => (id === '' ? null : toKeyId(id))),
    ]),
  )
const foundCells = z.union([
  z.tuple([]),
  z.tuple([z.array(z.string()), z.array(jsonOf(z.array(z.number())))]),
])
const foundTurns = z
  .array(jsonOf(z.object({ turn: turnUsage })))
  .transform((rows) => rows.map(({ turn }) => turn))

function toCell(name: string, sums: readonly number[]): UsageCell {
  const [day, model, provider, keyId] = cellName.parse(name)
  return { day, model, provider, keyId, ...fromNumbers(sums) }
}

/** What turns took, in a key-value store. */
export function kvUsage(kv: KvConnection): UsageStore {
  return {
    async record(owner, turn) {
      await kv.run(record, usageKeys(owner), { id: turn.id, record: toUsageRecord(turn) })
    },
    async cells(owner, { from, to }) {
      const { usage_cells, usage_index } = usageKeys(owner)
      const cells: UsageCell[] = []
      // "}" comes behind the separator, so behind all cells of the last day.
      const args = { to: `(${to}}`, most: READ_AT_ONCE }
      for (let start = `[${from}`; ; ) {
        const [names = [], sums = []] = foundCells.parse(
          await kv.run(readCells, { usage_cells, usage_index }, { from: start, ...args }),
        )
        for (const [index, name] of names.entries()) cells.push(toCell(name, sums[index] ?? []))
        if (names.length < READ_AT_ONCE) return cells
        start = `(${names.at(-1)}`
      }
    },
    async turns(owner, { limit, skip }) {
      const { usage_turns, usage_order } = usageKeys(owner)
      const names = { usage_turns, usage_order }
      const turns = []
      for (let from = skip; from < skip + limit; from += READ_AT_ONCE) {
        const most = Math.min(READ_AT_ONCE, skip + limit - from)
        const page = foundTurns.parse(await kv.run(readTurns, names, { skip: from, most }))
        turns.push(...page)
        if (page.length < most) break
      }
      return turns
    },
  }
}
