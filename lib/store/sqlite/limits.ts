import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import {
  brokenLimit,
  endOfDay,
  LEASE_KNOWN_MS,
  type LimitHolder,
  type LimitUse,
  MINUTE_MS,
  needsLease,
} from '../../domain/limits.ts'
import type { LimitStore } from '../contract.ts'
import { inTransaction } from './transaction.ts'

const useRow = z.object({
  turns: z.number(),
  turnsEndAt: z.number(),
  running: z.number(),
  tokens: z.number(),
  tokensEndAt: z.number(),
  reservedTokens: z.number(),
})

const turnsKey = (subject: string) => `turns:${subject}`
const tokensKey = (subject: string) => `tokens:${subject}`

/** What is used once a turn counts; its transaction has read the rest, so it need not be read again. */
function withTurn(use: LimitUse, limits: LimitHolder['limits'] | undefined, tokens: number): LimitUse {
  if (!limits) return use
  const held = needsLease(limits)
  return {
    ...use,
    turns: use.turns + (limits.turnsPerMinute > 0 ? 1 : 0),
    running: use.running + (held ? 1 : 0),
    reservedTokens: use.reservedTokens + (held ? tokens : 0),
  }
}

/** The limits in an opened database: windows are counters, running replies are leases. */
export function sqliteLimits(database: DatabaseSync): LimitStore {
  const clear = database.prepare('DELETE FROM leases WHERE expires_at <= ?')
  const read = database.prepare(
    `SELECT
       coalesce((SELECT count FROM counters WHERE key = :turnsKey AND reset_at > :now), 0) AS turns,
       coalesce((SELECT reset_at FROM counters WHERE key = :turnsKey AND reset_at > :now), :minuteEnd) AS turnsEndAt,
       coalesce((SELECT count FROM counters WHERE key = :tokensKey AND reset_at > :now), 0) AS tokens,
       coalesce((SELECT reset_at FROM counters WHERE key = :tokensKey AND reset_at > :now), :dayEnd) AS tokensEndAt,
       (SELECT count(*) FROM leases WHERE subject = :subject AND expires_at > :now) AS running,
       (SELECT coalesce(sum(tokens), 0) FROM leases WHERE subject = :subject AND expires_at > :now) AS reservedTokens`,
  )
  const add = database.prepare(
    `INSERT INTO counters (key, count, reset_at) VALUES (:key, :amount, :end)
     ON CONFLICT (key) DO UPDATE SET
       count = iif(reset_at > :now, count, 0) + excluded.count,
       reset_at = iif(reset_at > :now, reset_at, excluded.reset_at)`,
  )
  const takeBack = database.prepare(
    'UPDATE counters SET count = count - 1 WHERE key = ? AND count > 0 AND reset_at > ?',
  )
  const hold = database.prepare(
    `INSERT INTO leases (subject, id, tokens, expires_at) VALUES (:subject, :lease, :tokens, :until)
     ON CONFLICT (subject, id) DO NOTHING`,
  )
  const lengthen = database.prepare(
    'UPDATE leases SET expires_at = :until WHERE subject = :subject AND id = :lease',
  )
  const drop = database.prepare('DELETE FROM leases WHERE subject = ? AND id = ?')

  const useOf = ({ subject }: LimitHolder, now: number): LimitUse =>
    useRow.parse(
      read.get({
        subject,
        now,
        turnsKey: turnsKey(subject),
        tokensKey: tokensKey(subject),
        minuteEnd: now + MINUTE_MS,
        dayEnd: endOfDay(now),
      }),
    )

  return {
    async take({ holders, lease, tokens, now, leaseUntil }) {
      return inTransaction(database, () => {
        clear.run(now - LEASE_KNOWN_MS)
        const uses = holders.map((holder) => useOf(holder, now))
        const broken = holders.some(({ limits }, index) => {
          const use = uses[index]
          return use !== undefined && brokenLimit(limits, use) !== null
        })
        if (broken) return { granted: false, uses }
        for (const { subject, limits } of holders) {
          if (limits.turnsPerMinute > 0)
            add.run({ key: turnsKey(subject), amount: 1, end: now + MINUTE_MS, now })
          if (needsLease(limits)) hold.run({ subject, lease, tokens, until: leaseUntil })
        }
        return {
          granted: true,
          uses: uses.map((use, index) => withTurn(use, holders[index]?.limits, tokens)),
        }
      })
    },
    async renew(leases, until) {
      await inTransaction(database, () => {
        for (const { subjects, lease } of leases)
          for (const subject of subjects) lengthen.run({ subject, lease, until })
      })
    },
    async release({ holders, lease, tokens, turnBack, now }) {
      await inTransaction(database, () => {
        for (const { subject, limits } of holders) {
          const isFirst = drop.run(subject, lease).changes > 0 || !needsLease(limits)
          if (!isFirst) continue
          if (limits.tokensPerDay > 0 && tokens > 0)
            add.run({ key: tokensKey(subject), amount: tokens, end: endOfDay(now), now })
          if (turnBack && limits.turnsPerMinute > 0) takeBack.run(turnsKey(subject), now)
        }
      })
    },
  }
}
