import { describe, expect, test } from 'vitest'
import { endOfDay, LEASE_KNOWN_MS, type LimitHolder, type Limits } from '../../../lib/domain/limits.ts'
import type { LimitClaim, LimitStore } from '../../../lib/store/contract.ts'
import { MINUTE_MS, NOON, type OpenStore, storeOfEachTest } from './fixture.ts'

const none: Limits = { turnsPerMinute: 0, concurrent: 0, tokensPerDay: 0 }
const holder = (subject: string, limits: Partial<Limits>): LimitHolder => ({
  subject,
  limits: { ...none, ...limits },
})
let leases = 0
const claim = (holders: readonly LimitHolder[], changes: Partial<LimitClaim> = {}): LimitClaim => {
  leases += 1
  return {
    holders,
    lease: `lease-${leases}`,
    tokens: 10,
    now: NOON,
    leaseUntil: NOON + MINUTE_MS,
    ...changes,
  }
}
const free = { turns: 0, running: 0, tokens: 0, reservedTokens: 0 }

/** Asked of the limits alone, so that those in memory can be asked as well. */
export function describeLimitStore(at: {
  readonly limits: LimitStore
  another(): Promise<LimitStore>
}): void {
  test('turns count within a minute that begins with the first, and not when refused', async () => {
    const holders = [holder('user:1', { turnsPerMinute: 2 })]
    const turnsEndAt = NOON + MINUTE_MS
    const first = await at.limits.take(claim(holders))
    expect(first).toMatchObject({ granted: true, uses: [{ ...free, turns: 1, turnsEndAt }] })
    const later = { now: NOON + 30_000 }
    expect(await at.limits.take(claim(holders, later))).toMatchObject({ granted: true, uses: [{ turns: 2 }] })
    for (const _ of [1, 2])
      expect(await at.limits.take(claim(holders, later))).toMatchObject({
        granted: false,
        uses: [{ turns: 2, turnsEndAt }],
      })
    const next = await at.limits.take(claim(holders, { now: turnsEndAt }))
    expect(next).toMatchObject({ granted: true, uses: [{ turns: 1, turnsEndAt: turnsEndAt + MINUTE_MS }] })
  })

  test('a turn that was none is given back, but never into another minute', async () => {
    const holders = [holder('user:1', { turnsPerMinute: 1 })]
    const taken = claim(holders)
    await at.limits.take(taken)
    await at.limits.release({ ...taken, tokens: 0, turnBack: true })
    const again = claim(holders)
    expect(await at.limits.take(again)).toMatchObject({ granted: true, uses: [{ turns: 1 }] })
    const next = NOON + MINUTE_MS
    await at.limits.release({ ...again, tokens: 0, turnBack: true, now: next })
    expect(await at.limits.take(claim(holders, { now: next }))).toMatchObject({ uses: [{ turns: 1 }] })
  })

  test('running replies hold a lease until it is released, or ends by itself', async () => {
    const holders = [holder('user:1', { concurrent: 2 })]
    const [one, two, three] = [claim(holders), claim(holders), claim(holders)]
    expect(await at.limits.take(one)).toMatchObject({ granted: true, uses: [{ running: 1 }] })
    expect(await at.limits.take(two)).toMatchObject({ granted: true, uses: [{ running: 2 }] })
    expect(await at.limits.take(three)).toMatchObject({ granted: false, uses: [{ running: 2 }] })
    await at.limits.release({ ...one, tokens: 0, turnBack: false })
    expect(await at.limits.take(three)).toMatchObject({ granted: true, uses: [{ running: 2 }] })
    await at.limits.renew([{ subjects: ['user:1'], lease: two.lease }], NOON + 3 * MINUTE_MS)
    const later = claim(holders, { now: NOON + MINUTE_MS, leaseUntil: NOON + 2 * MINUTE_MS })
    expect(await at.limits.take(later)).toMatchObject({ granted: true, uses: [{ running: 2 }] })
    const gone = NOON + 3 * MINUTE_MS
    const last = claim(holders, { now: gone, leaseUntil: gone + 1 })
    expect(await at.limits.take(last)).toMatchObject({ granted: true, uses: [{ running: 1 }] })
  })

  test('a lease that has ended is not brought back by renewing it', async () => {
    const holders = [holder('user:1', { concurrent: 1 })]
    const taken = claim(holders)
    await at.limits.take(taken)
    await at.limits.release({ ...taken, tokens: 0, turnBack: false })
    await at.limits.renew([{ subjects: ['user:1'], lease: taken.lease }], NOON + MINUTE_MS)
    expect(await at.limits.take(claim(holders))).toMatchObject({ granted: true, uses: [{ running: 1 }] })
  })

  test('tokens count for the day in UTC; what runs may take what it has reserved', async () => {
    const holders = [holder('user:1', { tokensPerDay: 100 })]
    const [one, two] = [claim(holders, { tokens: 60 }), claim(holders, { tokens: 60 })]
    const tokensEndAt = endOfDay(NOON)
    expect(await at.limits.take(one)).toMatchObject({
      granted: true,
      uses: [{ tokens: 0, tokensEndAt, reservedTokens: 60 }],
    })
    expect(await at.limits.take(two)).toMatchObject({ granted: true, uses: [{ reservedTokens: 120 }] })
    expect(await at.limits.take(claim(holders))).toMatchObject({ granted: false })
    for (const lease of [one, two]) await at.limits.release({ ...lease, tokens: 45, turnBack: false })
    const last = claim(holders)
    expect(await at.limits.take(last)).toMatchObject({ granted: true, uses: [{ tokens: 90 }] })
    await at.limits.release({ ...last, tokens: 30, turnBack: false })
    expect(await at.limits.take(claim(holders))).toMatchObject({ granted: false, uses: [{ tokens: 120 }] })
    const tomorrow = await at.limits.take(claim(holders, { now: tokensEndAt, leaseUntil: tokensEndAt + 1 }))
    expect(tomorrow).toMatchObject({ granted: true, uses: [{ tokens: 0 }] })
  })

  test('a release that is repeated, as when its answer was lost, counts once', async () => {
    const holders = [holder('user:1', { turnsPerMinute: 10, tokensPerDay: 100 })]
    const [one, two] = [claim(holders), claim(holders)]
    await at.limits.take(one)
    await at.limits.take(two)
    for (const _ of [1, 2]) {
      await at.limits.release({ ...one, tokens: 30, turnBack: false })
      await at.limits.release({ ...two, tokens: 0, turnBack: true })
    }
    expect(await at.limits.take(claim(holders))).toMatchObject({ uses: [{ turns: 2, tokens: 30 }] })
  })

  test('a release that comes after its lease has ended by itself counts, once', async () => {
    const holders = [holder('user:1', { concurrent: 1, tokensPerDay: 100 })]
    const late = claim(holders)
    await at.limits.take(late)
    const now = NOON + LEASE_KNOWN_MS
    const other = claim(holders, { now, leaseUntil: now + MINUTE_MS })
    expect(await at.limits.take(other)).toMatchObject({
      granted: true,
      uses: [{ running: 1, reservedTokens: 10 }],
    })
    for (const _ of [1, 2]) await at.limits.release({ ...late, tokens: 30, turnBack: false, now })
    await at.limits.release({ ...other, tokens: 20, turnBack: false, now })
    const last = claim(holders, { now, leaseUntil: now + MINUTE_MS })
    expect(await at.limits.take(last)).toMatchObject({ granted: true, uses: [{ running: 1, tokens: 50 }] })
  })

  test('a user and a key count apart, and where one limit breaks nothing counts', async () => {
    const user = holder('user:1', { turnsPerMinute: 10, concurrent: 10 })
    const key = holder('key:a', { turnsPerMinute: 1 })
    expect(await at.limits.take(claim([user, key]))).toMatchObject({
      granted: true,
      uses: [{ turns: 1, running: 1 }, { turns: 1 }],
    })
    expect(await at.limits.take(claim([user, key]))).toMatchObject({
      granted: false,
      uses: [{ turns: 1, running: 1 }, { turns: 1 }],
    })
    const other = holder('key:b', { turnsPerMinute: 1 })
    expect(await at.limits.take(claim([user, other]))).toMatchObject({
      granted: true,
      uses: [{ turns: 2 }, {}],
    })
    const stranger = holder('user:2', { turnsPerMinute: 10, concurrent: 10 })
    expect(await at.limits.take(claim([stranger]))).toMatchObject({ uses: [{ turns: 1, running: 1 }] })
  })

  test.each([
    ['turns', { turnsPerMinute: 7 }],
    ['running replies', { concurrent: 7 }],
    ['tokens', { tokensPerDay: 70 }],
  ])(
    'of 60 at once that ask two processes exactly as many get through as %s allow',
    async (_what, limits) => {
      const other = await at.another()
      const holders = [holder('user:1', limits), holder('key:1', { turnsPerMinute: 50 })]
      const asked = Array.from({ length: 60 }, (_, index) =>
        (index % 2 ? other : at.limits).take(claim(holders)),
      )
      expect((await Promise.all(asked)).filter(({ granted }) => granted)).toHaveLength(7)
    },
  )
}

export function describeLimits(open: OpenStore): void {
  const at = storeOfEachTest(open)
  describe('limits', () =>
    describeLimitStore({
      get limits() {
        return at.store.limits
      },
      another: async () => (await at.reopen()).limits,
    }))
}
