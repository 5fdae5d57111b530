import type { SessionStore } from '../contract.ts'
import type { KvConnection } from './connection.ts'
import { keys } from './keys.ts'
import { defineScript } from './script.ts'

/** Validity is judged by the caller's clock; the store's own only clears what is over by any clock. */
const SLACK_MS = 24 * 60 * 60 * 1000

const create = defineScript({
  keys: ['sessions'],
  args: ['session', 'expires_at', 'now', 'slack'],
  repeatable: true,
  lua: `
    redis.call('ZREMRANGEBYSCORE', sessions, '-inf', '(' .. string.format('%.0f', now - slack))
    redis.call('ZADD', sessions, expires_at, session)
    local last = redis.call('ZREVRANGE', sessions, 0, 0, 'WITHSCORES')[2]
    redis.call('PEXPIREAT', sessions, string.format('%.0f', math.max(tonumber(last), tonumber(now)) + slack))
    return 1`,
})

/** The sessions in a key-value store: one sorted set for each owner, which goes when its last session is over. */
export function kvSessions(kv: KvConnection): SessionStore {
  return {
    async create(owner, { id, expiresAt }) {
      const args = { session: id, expires_at: expiresAt, now: Date.now(), slack: SLACK_MS }
      await kv.run(create, { sessions: keys.sessions(owner) }, args)
    },
    async isValid(owner, session, now) {
      const expiresAt = await kv.command(['ZSCORE', keys.sessions(owner), session], { repeatable: true })
      return expiresAt !== null && Number(expiresAt) > now
    },
    async revoke(owner, session) {
      await kv.command(['ZREM', keys.sessions(owner), session], { repeatable: true })
    },
    async revokeAll(owner) {
      await kv.command(['DEL', keys.sessions(owner)], { repeatable: true })
    },
  }
}
