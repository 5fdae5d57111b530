import { z } from 'zod'
import { endOfDay, LEASE_KNOWN_MS, type LimitHolder, MINUTE_MS, needsLease } from '../../domain/limits.ts'
import type { LimitStore } from '../contract.ts'
import type { KvConnection } from './connection.ts'
import { keys } from './keys.ts'
import { defineScript } from './script.ts'

/** Windows end by the caller's clock; by the store's own they are only cleared, this much later. */
const SLACK_MS = 60 * 60 * 1000
const DAY_MS = 24 * 60 * 60 * 1000

/** A user and a key at the most; where there is no key, the user's names stand in its place and are not looked at. */
const names = ['use_1', 'leases_1', 'use_2', 'leases_2'] as const

/** What the two scripts share. For each holder three arguments follow: its turns, concurrent and tokens. */
const lua = `
  local function limits_of(i)
    local at = rest + (i - 1) * 3
    return tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  end
  local function text(n) return string.format('%.0f', n) end
  local function window(use, name, ends)
    local end_at = tonumber(redis.call('HGET', use, name .. 'EndAt') or 0)
    if end_at <= tonumber(now) then return 0, ends end
    return tonumber(redis.call('HGET', use, name)), end_at
  end
  local function count(use, name, ends, amount)
    local value, end_at = window(use, name, ends)
    redis.call('HSET', use, name, text(value + amount), name .. 'EndAt', text(end_at))
  end`

const take = defineScript({
  keys: names,
  args: ['holders', 'lease', 'tokens', 'now', 'until_', 'minute_end', 'day_end', 'kept', 'known'],
  repeatable: false,
  lua: `${lua}
    local function use_of(i)
      local use, leases = KEYS[i * 2 - 1], KEYS[i * 2]
      local turns, turns_end = window(use, 'turns', tonumber(minute_end))
      local used, used_end = window(use, 'tokens', tonumber(day_end))
      local running, reserved = 0, 0
      local held = redis.call('HGETALL', leases)
      for n = 1, #held, 2 do
        local end_at, most = string.match(held[n + 1], '^(%d+):(%d+)$')
        if tonumber(end_at) + tonumber(known) <= tonumber(now) then
          redis.call('HDEL', leases, held[n])
        elseif tonumber(end_at) > tonumber(now) then
          running = running + 1
          reserved = reserved + tonumber(most)
        end
      end
      return { turns, turns_end, running, used, used_end, reserved }
    end
    local uses = {}
    local granted = 1
    for i = 1, tonumber(holders) do
      local use = use_of(i)
      local turns, concurrent, daily = limits_of(i)
      if (turns > 0 and use[1] >= turns) or (concurrent > 0 and use[3] >= concurrent)
        or (daily > 0 and use[4] + use[6] >= daily) then granted = 0 end
      uses[i] = use
    end
    if granted == 1 then
      for i = 1, tonumber(holders) do
        local use, leases = KEYS[i * 2 - 1], KEYS[i * 2]
        local turns, concurrent, daily = limits_of(i)
        if turns > 0 then
          count(use, 'turns', tonumber(minute_end), 1)
          redis.call('PEXPIRE', use, kept)
        end
        if concurrent > 0 or daily > 0 then
          redis.call('HSET', leases, lease, until_ .. ':' .. tokens)
          redis.call('PEXPIRE', leases, kept)
        end
        uses[i] = use_of(i)
      end
    end
    local out = { granted }
    for _, use in ipairs(uses) do for _, value in ipairs(use) do out[#out + 1] = text(value) end end
    return out`,
})

const renew = defineScript({
  keys: ['leases'],
  args: ['lease', 'until_'],
  repeatable: true,
  lua: `
    local held = redis.call('HGET', leases, lease)
    if not held then return 0 end
    redis.call('HSET', leases, lease, until_ .. string.match(held, ':%d+$'))
    return 1`,
})

const release = defineScript({
  keys: names,
  args: ['holders', 'lease', 'tokens', 'turn_back', 'now', 'day_end', 'kept'],
  repeatable: true,
  lua: `${lua}
    for i = 1, tonumber(holders) do
      local use, leases = KEYS[i * 2 - 1], KEYS[i * 2]
      local turns, concurrent, daily = limits_of(i)
      local first = redis.call('HDEL', leases, lease) == 1 or (concurrent <= 0 and daily <= 0)
      if first and daily > 0 and tonumber(tokens) > 0 then
        count(use, 'tokens', tonumber(day_end), tonumber(tokens))
        redis.call('PEXPIRE', use, kept)
      end
      if first and turn_back == '1' and turns > 0 and window(use, 'turns', 0) > 0 then count(use, 'turns', 0, -1) end
    end
    return 1`,
})

/** A turn is known by its lease to be given back already; one that holds none is not. */
const releaseOnce = { ...release, repeatable: false }

const numbers = z.array(z.coerce.number())

/** The limits in a key-value store: a hash of windows and a hash of leases for each holder. */
export function kvLimits(kv: KvConnection): LimitStore {
  const keysOf = ([first, second = first]: readonly LimitHolder[]) => ({
    use_1: keys.limitUse(first?.subject ?? ''),
    leases_1: keys.leases(first?.subject ?? ''),
    use_2: keys.limitUse(second?.subject ?? ''),
    leases_2: keys.leases(second?.subject ?? ''),
  })
  const limitsOf = (holders: readonly LimitHolder[]) =>
    holders.flatMap(({ limits }) => [limits.turnsPerMinute, limits.concurrent, limits.tokensPerDay])
  const kept = DAY_MS + SLACK_MS

  return {
    async take({ holders, lease, tokens, now, leaseUntil }) {
      const args = {
        holders: holders.length,
        lease,
        tokens,
        now,
        until_: leaseUntil,
        minute_end: now + MINUTE_MS,
        day_end: endOfDay(now),
        kept,
        known: LEASE_KNOWN_MS,
      }
      const [granted, ...values] = numbers.parse(await kv.run(take, keysOf(holders), args, limitsOf(holders)))
      const uses = holders.map((_, index) => {
        const [turns = 0, turnsEndAt = 0, running = 0, tokens = 0, tokensEndAt = 0, reservedTokens = 0] =
          values.slice(index * 6)
        return { turns, turnsEndAt, running, tokens, tokensEndAt, reservedTokens }
      })
      return { granted: granted === 1, uses }
    },
    async renew(leases, until) {
      const all = leases.flatMap(({ subjects, lease }) => subjects.map((subject) => ({ subject, lease })))
      await Promise.all(
        all.map(({ subject, lease }) =>
          kv.run(renew, { leases: keys.leases(subject) }, { lease, until_: until }),
        ),
      )
    },
    async release({ holders, lease, tokens, turnBack, now }) {
      const args = {
        holders: holders.length,
        lease,
        tokens,
        turn_back: turnBack ? 1 : 0,
        now,
        day_end: endOfDay(now),
        kept,
      }
      const isRepeatable = !turnBack || holders.every(({ limits }) => needsLease(limits))
      await kv.run(isRepeatable ? release : releaseOnce, keysOf(holders), args, limitsOf(holders))
    },
  }
}
