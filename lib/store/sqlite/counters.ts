import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { Count, CounterStore } from '../contract.ts'
import { inTransaction } from './transaction.ts'

const counterRow = z
  .object({ count: z.number(), reset_at: z.number() })
  .transform((row): Count => ({ count: row.count, resetAt: row.reset_at }))

/** How many ended counters one new window clears away: more than one, so that they cannot pile up. */
const CLEARED_AT_ONCE = 4

/** The counters of an opened database. */
export function sqliteCounters(database: DatabaseSync): CounterStore {
  const clear = database.prepare(
    `DELETE FROM counters WHERE key IN (SELECT key FROM counters WHERE reset_at <= ? LIMIT ${CLEARED_AT_ONCE})`,
  )
  const add = database.prepare(
    `INSERT INTO counters (key, count, reset_at) VALUES (:key, :amount, :end)
     ON CONFLICT (key) DO UPDATE SET
       count = iif(reset_at > :now, count, 0) + excluded.count,
       reset_at = iif(reset_at > :now, reset_at, excluded.reset_at)
     RETURNING count, reset_at`,
  )
  const find = database.prepare('SELECT count, reset_at FROM counters WHERE key = ? AND reset_at > ?')
  const remove = database.prepare('DELETE FROM counters WHERE key = ?')

  return {
    async add(key, amount, windowMs, now) {
      return inTransaction(database, () => {
        clear.run(now)
        return counterRow.parse(add.get({ key, amount, end: now + windowMs, now }))
      })
    },
    async read(key, now) {
      const row = find.get(key, now)
      return row === undefined ? { count: 0, resetAt: now } : counterRow.parse(row)
    },
    async clear(key) {
      remove.run(key)
    },
  }
}
