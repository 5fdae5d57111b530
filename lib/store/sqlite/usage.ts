import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { toKeyId, type UserId } from '../../domain/ids.ts'
import { providerNames } from '../../domain/receipt.ts'
import { dayOf, sumsOf, type TurnUsage, type UsageCell } from '../../domain/usage.ts'
import { MOST_TURNS_KEPT, type UsageStore } from '../contract.ts'
import { jsonOf } from '../stored-values.ts'
import { fromNumbers, SUM_COUNT, toNumbers, turnUsage } from '../usage-records.ts'
import { inTransaction } from './transaction.ts'

/** The columns of the sums: `n0`, `n1`, …, in the order of usage-records.ts. */
const columns = Array.from({ length: SUM_COUNT }, (_, index) => `n${index}`)

const turnRow = z.object({ turn: jsonOf(turnUsage) }).transform((row) => row.turn)
const seqRow = z.object({ seq: z.number() })
const cellRow = z
  .looseObject({
    day: z.string(),
    model: z.string(),
    provider: z.union([z.enum(providerNames), z.literal('').transform(() => null)]),
    key_id: z.string(),
  })
  .transform(
    ({ day, model, provider, key_id, ...sums }): UsageCell => ({
      day,
      model,
      provider,
      keyId: key_id === '' ? null : toKeyId(key_id),
      ...fromNumbers(columns.map((name) => Number(sums[name]))),
    }),
  )

export type UsageTable = UsageStore & {
  /** `record` inside a transaction of the caller's. */
  put(owner: UserId, turn: TurnUsage): void
}

/** What turns took, of an opened database. An absent provider or key is the empty text there, so that it can be a key. */
export function sqliteUsage(database: DatabaseSync): UsageTable {
  const find = database.prepare('SELECT turn FROM usage_turns WHERE owner_id = ? AND id = ?')
  const newest = database.prepare('SELECT seq FROM usage_turns WHERE owner_id = ? ORDER BY seq DESC LIMIT 1')
  const insert = database.prepare('INSERT INTO usage_turns (owner_id, seq, id, turn) VALUES (?, ?, ?, ?)')
  const replace = database.prepare('UPDATE usage_turns SET turn = ? WHERE owner_id = ? AND id = ?')
  const trim = database.prepare('DELETE FROM usage_turns WHERE owner_id = ? AND seq <= ?')
  const add = database.prepare(
    `INSERT INTO usage_days (owner_id, day, model, provider, key_id, ${columns.join(', ')})
     VALUES (?, ?, ?, ?, ?, ${columns.map(() => '?').join(', ')})
     ON CONFLICT (owner_id, day, model, provider, key_id) DO UPDATE SET
       ${columns.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`,
  )
  const cells = database.prepare(
    `SELECT day, model, provider, key_id, ${columns.join(', ')} FROM usage_days
     WHERE owner_id = ? AND day >= ? AND day <= ?`,
  )
  const page = database.prepare(
    'SELECT turn FROM usage_turns WHERE owner_id = ? ORDER BY seq DESC LIMIT ? OFFSET ?',
  )

  function addToDay(owner: UserId, turn: TurnUsage, sign: 1 | -1): void {
    const { endedAt, model, provider, keyId } = turn
    const numbers = toNumbers(sumsOf(turn)).map((amount) => sign * amount)
    add.run(owner, dayOf(endedAt), model, provider ?? '', keyId ?? '', ...numbers)
  }

  function put(owner: UserId, turn: TurnUsage): void {
    const known = find.get(owner, turn.id)
    if (known !== undefined) {
      const former = turnRow.parse(known)
      if (former.outcome !== 'interrupted' || turn.outcome === 'interrupted') return
      addToDay(owner, former, -1)
      replace.run(JSON.stringify(turn), owner, turn.id)
    } else {
      const last = newest.get(owner)
      const seq = last === undefined ? 1 : seqRow.parse(last).seq + 1
      insert.run(owner, seq, turn.id, JSON.stringify(turn))
      trim.run(owner, seq - MOST_TURNS_KEPT)
    }
    addToDay(owner, turn, 1)
  }

  return {
    put,
    async record(owner, turn) {
      await inTransaction(database, () => put(owner, turn))
    },
    async cells(owner, { from, to }) {
      return cells.all(owner, from, to).map((row) => cellRow.parse(row))
    },
    async turns(owner, { limit, skip }) {
      return page.all(owner, limit, skip).map((row) => turnRow.parse(row))
    },
  }
}
