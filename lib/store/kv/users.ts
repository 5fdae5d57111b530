import { z } from 'zod'
import { toUserId } from '../../domain/ids.ts'
import type { UserRecord, UserStore } from '../contract.ts'
import type { KvConnection } from './connection.ts'
import { keys } from './keys.ts'
import { defineScript } from './script.ts'

const create = defineScript({
  keys: ['email_key', 'user', 'count'],
  args: ['id', 'email', 'password_hash', 'now'],
  repeatable: false,
  lua: `
    if redis.call('EXISTS', email_key) == 1 then return 0 end
    redis.call('SET', email_key, id)
    redis.call('HSET', user, 'email', email, 'passwordHash', password_hash, 'createdAt', now)
    redis.call('INCR', count)
    return 1`,
})

const number = z.coerce.number().int()
const optionalNumber = number.nullable()
const fields = z.tuple([z.string(), z.string(), number])

/** The users in a key-value store. */
export function kvUsers(kv: KvConnection): UserStore {
  async function find(user: UserRecord['id']): Promise<UserRecord | null> {
    const found = await kv.command(['HMGET', keys.user(user), 'email', 'passwordHash', 'createdAt'], {
      repeatable: true,
    })
    const present = z.array(z.unknown()).parse(found)
    if (present[0] === null) return null
    const [email, passwordHash, createdAt] = fields.parse(present)
    return { id: user, email, passwordHash, createdAt }
  }

  return {
    async create({ email, passwordHash, now }) {
      // The id comes first since a script must be told the key that it writes; one that is not used is a gap.
      const id = toUserId(number.parse(await kv.command(['INCR', keys.userIds], { repeatable: true })))
      const names = { email_key: keys.email(email), user: keys.user(id), count: keys.userCount }
      const created = await kv.run(create, names, { id, email, password_hash: passwordHash, now })
      return created === 1 ? { id, email, passwordHash, createdAt: now } : null
    },
    async findByEmail(email) {
      const id = optionalNumber.parse(await kv.command(['GET', keys.email(email)], { repeatable: true }))
      return id === null ? null : find(toUserId(id))
    },
    find,
    async count() {
      return number.parse(await kv.command(['GET', keys.userCount], { repeatable: true }))
    },
  }
}
