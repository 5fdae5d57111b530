import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Allowances, announceLimits, type TakenTurn, takeTurn } from '../../../lib/chat/limits.ts'
import { FINISH_GIVE_UP_MS, LIMIT_PATIENCE_MS } from '../../../lib/chat/timing.ts'
import { AppError } from '../../../lib/domain/errors.ts'
import { newKeyId, toUserId } from '../../../lib/domain/ids.ts'
import type { Limits } from '../../../lib/domain/limits.ts'
import { setLogLevel } from '../../../lib/log.ts'
import type { Store } from '../../../lib/store/contract.ts'
import { noLimits } from '../../support/no-limits.ts'
import { type FaultyStore, faultyStore } from '../generations/lab/faulty-store.ts'
import { type OpenedStore, openStore } from '../generations/lab/in-process.ts'

let opened: OpenedStore
let faulty: FaultyStore
beforeAll(async () => {
  opened = await openStore('sqlite')
})
beforeEach(() => {
  faulty = faultyStore(opened.store)
})
afterEach(() => faulty.become('works'))
afterAll(() => opened.dispose())

let users = 1000
const somebody = () => {
  users += 1
  return toUserId(users)
}
const allow = (user: Partial<Limits>, key: Partial<Limits> = {}): Allowances => ({
  user: { ...noLimits.user, ...user },
  key: { ...noLimits.key, ...key },
})

type Asked = {
  owner: ReturnType<typeof somebody>
  allowances: Allowances
  keyId?: ReturnType<typeof newKeyId>
}
async function take({ owner, allowances, keyId }: Asked, store: Pick<Store, 'limits'> = faulty.store) {
  const headers = new Headers()
  const asked = { store, owner, keyId: keyId ?? null, allowances, headers, mostTokens: () => 100 }
  announceLimits(asked, headers)
  const taken: TakenTurn | AppError = await takeTurn(asked).catch((error: unknown) => {
    if (error instanceof AppError) return error
    throw error
  })
  return { taken, headers, granted: !(taken instanceof AppError) }
}

describe('what a caller is told', () => {
  test('is what holds and what is left, of the user and of the key', async () => {
    const allowances = allow({ turnsPerMinute: 3, concurrent: 2, tokensPerDay: 1000 }, { turnsPerMinute: 2 })
    const asked = { owner: somebody(), keyId: newKeyId(), allowances }
    const { headers } = await take(asked)
    expect(headers.get('ratelimit-policy')).toBe(
      '"turns";q=3;w=60, "concurrent";q=2;qu="concurrent-requests", "tokens";q=1000;w=86400;qu="tokens", "key-turns";q=2;w=60',
    )
    expect(headers.get('ratelimit')).toMatch(
      /^"turns";r=2;t=60, "concurrent";r=1, "tokens";r=900;t=\d+, "key-turns";r=1;t=60$/u,
    )
    await take(asked)
    const refused = await take(asked)
    expect(refused.headers.get('ratelimit')).toContain('"key-turns";r=0')
    expect(refused.taken).toMatchObject({ code: 'rate_limited', details: { limit: 'turns', retryAfter: 60 } })
  })

  test('is nothing where nothing is limited, and the store is not asked', async () => {
    const { headers, granted } = await take({ owner: somebody(), allowances: noLimits })
    expect([granted, [...headers]]).toEqual([true, []])
    expect(faulty.calls.size).toBe(0)
  })

  test.each([
    ['turns', { turnsPerMinute: 1 }, 60],
    ['concurrent', { concurrent: 1 }, 2],
    ['tokens', { tokensPerDay: 50 }, 2],
  ])('is to come again: %s', async (limit, limits, seconds) => {
    const asked = { owner: somebody(), allowances: allow(limits) }
    expect((await take(asked)).granted).toBe(true)
    const { taken } = await take(asked)
    expect(taken).toMatchObject({ code: 'rate_limited', details: { limit, retryAfter: seconds } })
  })
})

test('a turn costs one step of the store at its begin, and one at its end where something is held', async () => {
  const turnsOnly = await take({ owner: somebody(), allowances: allow({ turnsPerMinute: 5 }) })
  if (!(turnsOnly.taken instanceof AppError)) await turnsOnly.taken.end(10)
  expect(Object.fromEntries(faulty.calls)).toEqual({ take: 1 })
  const held = await take({ owner: somebody(), allowances: allow({ turnsPerMinute: 5, concurrent: 5 }) })
  if (!(held.taken instanceof AppError)) {
    await held.taken.end(10)
    await held.taken.end(10)
    await held.taken.giveBack()
  }
  expect(Object.fromEntries(faulty.calls)).toEqual({ take: 2, release: 1 })
})

describe('the tokens of a reply that ended while the store did not count', () => {
  afterEach(() => vi.useRealTimers())

  test.each(['fails', 'loses-answers', 'stalls'] as const)('(%s) count once it does', async (mode) => {
    setLogLevel('error')
    const asked = { owner: somebody(), allowances: allow({ tokensPerDay: 1000 }) }
    const { taken } = await take(asked)
    if (taken instanceof AppError) throw taken
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    faulty.become(mode)
    const ended = taken.end(300)
    await vi.advanceTimersByTimeAsync(LIMIT_PATIENCE_MS)
    // Who listens is told meanwhile.
    await ended
    let isSettled = false
    const settled = taken.settled().then(() => {
      isSettled = true
    })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(isSettled).toBe(false)
    faulty.become('works')
    await vi.advanceTimersByTimeAsync(10_000)
    vi.useRealTimers()
    await settled
    const { headers } = await take(asked)
    expect(headers.get('ratelimit')).toMatch(/^"tokens";r=600;/u)
  })

  test('are given up in the end, and the log says so', async () => {
    setLogLevel('error')
    const written: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
      written.push(String(line))
      return true
    })
    const { taken } = await take({ owner: somebody(), allowances: allow({ tokensPerDay: 1000 }) })
    if (taken instanceof AppError) throw taken
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    faulty.become('fails')
    await taken.end(300)
    await vi.advanceTimersByTimeAsync(FINISH_GIVE_UP_MS + 10_000)
    await taken.settled()
    expect(written.join('')).toContain('limits.not-released')
  })
})

describe('while the store does not count', () => {
  test.each(['fails', 'loses-answers'] as const)(
    '(%s) this process does, with the same limits for each',
    async (mode) => {
      setLogLevel('error')
      faulty.become(mode)
      const allowances = allow({ turnsPerMinute: 4, concurrent: 2 })
      const [one, other] = [
        { owner: somebody(), allowances },
        { owner: somebody(), allowances },
      ]
      // Never silently open: the limits hold. Never shut for all: others get theirs.
      const first = await take(one)
      expect([first.granted, (await take(one)).granted, (await take(one)).granted]).toEqual([
        true,
        true,
        false,
      ])
      expect((await take(other)).granted).toBe(true)
      expect(first.headers.get('ratelimit')).toMatch(/^"turns";r=3;t=60, "concurrent";r=1$/u)
      if (!(first.taken instanceof AppError)) await first.taken.end(0)
      expect((await take(one)).granted).toBe(true)
      // What was taken here is released here, also when the store is back.
      faulty.become('works')
      expect((await take({ owner: somebody(), allowances })).granted).toBe(true)
    },
  )

  test('the log says so once, and once that it counts again', async () => {
    setLogLevel('info')
    const written: string[] = []
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, 'write').mockImplementation((line) => {
        written.push(String(line))
        return true
      })
    const asked = { owner: somebody(), allowances: allow({ turnsPerMinute: 100 }) }
    faulty.become('fails')
    for (let count = 0; count < 5; count += 1) await take(asked)
    faulty.become('works')
    for (let count = 0; count < 5; count += 1) await take(asked)
    vi.restoreAllMocks()
    const events = written.filter((line) => line.includes('limits.store'))
    expect(events).toEqual([
      expect.stringContaining('limits.store.failing'),
      expect.stringContaining('limits.store.recovered'),
    ])
  })

  test('a store that answers nothing keeps a turn waiting for so long and no longer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    faulty.become('stalls')
    const asked = take({ owner: somebody(), allowances: allow({ turnsPerMinute: 1 }) })
    await vi.advanceTimersByTimeAsync(LIMIT_PATIENCE_MS)
    vi.useRealTimers()
    expect((await asked).granted).toBe(true)
  })
})
