import { z } from 'zod'
import type { Count, CounterStore } from '../contract.ts'
import type { KvConnection } from './connection.ts'
import { keys } from './keys.ts'
import { defineScript } from './script.ts'

/** A counter's window ends by the caller's clock; by the store's own it is only cleared, this much later. */
const SLACK_MS = 60 * 60 * 1000

const add = defineScript({
  keys: ['counter'],
  args: ['amount', 'window', 'now', 'slack'],
  repeatable: false,
  lua: `
    local reset_at = redis.call('HGET', counter, 'resetAt')
    if not reset_at or tonumber(reset_at) <= tonumber(now) then
      reset_at = string.format('%.0f', now + window)
      redis.call('HSET', counter, 'count', 0, 'resetAt', reset_at)
      redis.call('PEXPIRE', counter, string.format('%.0f', window + slack))
    end
    return { redis.call('HINCRBY', counter, 'count', amount), reset_at }`,
})

const number = z.coerce.number().int()
const pair = z.tuple([number, number]).transform(([count, resetAt]): Count => ({ count, resetAt }))

/** The counters in a key-value store. Amounts are whole numbers. */
export function kvCounters(kv: KvConnection): CounterStore {
  return {
    async add(key, amount, windowMs, now) {
      const args = { amount, window: windowMs, now, slack: SLACK_MS }
      return pair.parse(await kv.run(add, { counter: keys.counter(key) }, args))
    },
    async read(key, now) {
      const found = await kv.command(['HMGET', keys.counter(key), 'count', 'resetAt'], { repeatable: true })
      const counter = pair.parse(found)
      return counter.resetAt > now ? counter : { count: 0, resetAt: now }
    },
    async clear(key) {
      await kv.command(['DEL', keys.counter(key)], { repeatable: true })
    },
  }
}
