import type { UserId } from '../../../lib/domain/ids.ts'
import { toUserId } from '../../../lib/domain/ids.ts'
import type { UserRecords } from '../../../lib/session/account.ts'
import type { FailureCounters } from '../../../lib/session/failure-limits.ts'
import type { SessionRecords } from '../../../lib/session/session.ts'

/** The parts of a store that lib/session needs, kept in memory: lib/session may not know a real one. */
export function memoryRecords() {
  const rows: { id: UserId; email: string; passwordHash: string }[] = []
  const standing = new Map<string, { owner: UserId; expiresAt: number }>()
  const counts = new Map<string, { count: number; resetAt: number }>()
  const read = (key: string, now: number) => {
    const count = counts.get(key)
    return count && count.resetAt > now ? count : { count: 0, resetAt: now }
  }

  const users: UserRecords = {
    async create({ email, passwordHash }) {
      if (rows.some((row) => row.email === email)) return null
      const row = { id: toUserId(rows.length + 1), email, passwordHash }
      rows.push(row)
      return row
    },
    findByEmail: async (email) => rows.find((row) => row.email === email) ?? null,
  }
  const sessions: SessionRecords = {
    async create(owner, { id, expiresAt }) {
      standing.set(id, { owner, expiresAt })
    },
    async isValid(owner, id, now) {
      const session = standing.get(id)
      return session !== undefined && session.owner === owner && session.expiresAt > now
    },
    async revoke(owner, id) {
      if (standing.get(id)?.owner === owner) standing.delete(id)
    },
    async revokeAll(owner) {
      for (const [id, session] of standing) if (session.owner === owner) standing.delete(id)
    },
  }
  const counters: FailureCounters = {
    async add(key, amount, windowMs, now) {
      const { count, resetAt } = read(key, now)
      const added = { count: count + amount, resetAt: count === 0 ? now + windowMs : resetAt }
      counts.set(key, added)
      return added
    },
    read: async (key, now) => read(key, now),
    async clear(key) {
      counts.delete(key)
    },
  }
  return { users, sessions, counters, counts }
}
