import type { DatabaseSync } from 'node:sqlite'
import type { SessionStore } from '../contract.ts'
import { inTransaction } from './transaction.ts'

/** Validity is judged by the caller's clock; ours only clears what is over by any clock. */
const CLEARED_AFTER_MS = 24 * 60 * 60 * 1000

/** The sessions of an opened database. */
export function sqliteSessions(database: DatabaseSync): SessionStore {
  const insert = database.prepare('INSERT INTO sessions (id, owner_id, expires_at) VALUES (?, ?, ?)')
  const clear = database.prepare('DELETE FROM sessions WHERE owner_id = ? AND expires_at < ?')
  const valid = database.prepare('SELECT 1 FROM sessions WHERE id = ? AND owner_id = ? AND expires_at > ?')
  const remove = database.prepare('DELETE FROM sessions WHERE id = ? AND owner_id = ?')
  const removeAll = database.prepare('DELETE FROM sessions WHERE owner_id = ?')

  return {
    async create(owner, { id, expiresAt }) {
      await inTransaction(database, () => {
        clear.run(owner, Date.now() - CLEARED_AFTER_MS)
        insert.run(id, owner, expiresAt)
      })
    },
    async isValid(owner, session, now) {
      return valid.get(session, owner, now) !== undefined
    },
    async revoke(owner, session) {
      remove.run(session, owner)
    },
    async revokeAll(owner) {
      removeAll.run(owner)
    },
  }
}
