import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { toUserId } from '../../domain/ids.ts'
import type { UserRecord, UserStore } from '../contract.ts'
import { rowOrNull } from './rows.ts'
import { inTransaction } from './transaction.ts'

const columns = 'id, email, password_hash, created_at'
const userRow = z
  .object({ id: z.number(), email: z.string(), password_hash: z.string(), created_at: z.number() })
  .transform(
    (row): UserRecord => ({
      id: toUserId(row.id),
      email: row.email,
      passwordHash: row.password_hash,
      createdAt: row.created_at,
    }),
  )
const readUser = (row: unknown) => userRow.parse(row)
const totalRow = z.object({ value: z.number() })

/** The users of an opened database. */
export function sqliteUsers(database: DatabaseSync): UserStore {
  const insert = database.prepare(
    `INSERT INTO users (email, password_hash, created_at) VALUES (?, ?, ?)
     ON CONFLICT (email) DO NOTHING RETURNING ${columns}`,
  )
  const countOneMore = database.prepare(`UPDATE totals SET value = value + 1 WHERE name = 'users'`)
  const byEmail = database.prepare(`SELECT ${columns} FROM users WHERE email = ?`)
  const byId = database.prepare(`SELECT ${columns} FROM users WHERE id = ?`)
  const total = database.prepare(`SELECT value FROM totals WHERE name = 'users'`)

  return {
    async create({ email, passwordHash, now }) {
      return inTransaction(database, () => {
        const user = rowOrNull(readUser, insert.get(email, passwordHash, now))
        if (user) countOneMore.run()
        return user
      })
    },
    async findByEmail(email) {
      return rowOrNull(readUser, byEmail.get(email))
    },
    async find(user) {
      return rowOrNull(readUser, byId.get(user))
    },
    async count() {
      return totalRow.parse(total.get()).value
    },
  }
}
