import { afterEach, describe, expect, test, vi } from 'vitest'
import { requireOpenSignUp, signIn, signUp } from '../../../lib/session/account.ts'
import { failureLimits } from '../../../lib/session/failure-limits.ts'
import { cheapHash } from './cheap-hash.ts'
import { memoryRecords } from './memory-records.ts'

const ada = { email: 'ada@example.com', password: 'correct horse' }
const wrong = { ...ada, password: 'wrong horse' }
const MINUTE_MS = 60_000
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  )

afterEach(() => void vi.useRealTimers())

describe('signing up', () => {
  test('makes a user whose hash is never shown', async () => {
    const { users } = memoryRecords()
    expect(await signUp(users, ada)).toEqual({ id: 1, email: ada.email })
    expect((await users.findByEmail(ada.email))?.passwordHash).toMatch(/^\$scrypt\$/u)
  })

  test('of an email that is taken is refused, also at the very same time', async () => {
    const { users } = memoryRecords()
    const codes = await Promise.all([1, 2, 3].map(() => codeOf(signUp(users, ada))))
    expect(codes.sort()).toEqual(['email_taken', 'email_taken', 'ok'])
    expect(await codeOf(signUp(users, ada))).toBe('email_taken')
  })

  test('may be closed', () => {
    expect(() => requireOpenSignUp('open')).not.toThrow()
    expect(() => requireOpenSignUp('closed')).toThrowError(
      expect.objectContaining({ code: 'sign_up_closed' }),
    )
  })
})

describe('signing in', () => {
  test('takes the right password alone, and tells nothing else apart', async () => {
    const records = memoryRecords()
    await signUp(records.users, ada)
    expect(await signIn(records, ada, null)).toEqual({ id: 1, email: ada.email })
    const refusals = await Promise.all(
      [wrong, { ...ada, email: 'nobody@example.com' }].map((given) =>
        signIn(records, given, null).catch((error: unknown) => error),
      ),
    )
    expect(refusals[0]).toMatchObject({ code: 'wrong_credentials', status: 401 })
    expect(refusals[1]).toEqual(refusals[0])
  })

  test.each([
    ['a user', ada.email],
    ['nobody', 'nobody@example.com'],
  ])(
    'fails 10 times for %s, then not even the right password is looked at until the window ends',
    async (_who, email) => {
      vi.useFakeTimers({ toFake: ['Date'] })
      const records = memoryRecords()
      await records.users.create({ email: ada.email, passwordHash: cheapHash(ada.password), now: 0 })
      const codes = await Promise.all(
        Array.from({ length: 20 }, () => codeOf(signIn(records, { ...wrong, email }, null))),
      )
      expect(codes.filter((code) => code === 'wrong_credentials')).toHaveLength(10)
      expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(10)

      vi.setSystemTime(Date.now() + 5 * MINUTE_MS)
      await expect(signIn(records, { ...ada, email }, null)).rejects.toMatchObject({
        code: 'rate_limited',
        details: { retryAfter: 600 },
      })
      vi.setSystemTime(Date.now() + 10 * MINUTE_MS)
      expect(await codeOf(signIn(records, { ...ada, email }, null))).toBe(
        email === ada.email ? 'ok' : 'wrong_credentials',
      )
    },
    20_000,
  )

  test('with success forgets the failures of the account, not of the address', async () => {
    const records = memoryRecords()
    await records.users.create({ email: ada.email, passwordHash: cheapHash(ada.password), now: 0 })
    await codeOf(signIn(records, wrong, '203.0.113.9'))
    await signIn(records, ada, '203.0.113.9')
    expect([...records.counts]).toEqual([
      ['sign-in-failures:address:203.0.113.9', expect.objectContaining({ count: 1 })],
    ])
  })

  test('keeps no email in a key', async () => {
    const records = memoryRecords()
    await codeOf(signIn(records, wrong, null))
    expect([...records.counts.keys()].join()).not.toContain('ada')
  })

  test('100 at once of the right password all succeed', async () => {
    const records = memoryRecords()
    await records.users.create({ email: ada.email, passwordHash: cheapHash(ada.password), now: 0 })
    const signIns = Array.from({ length: 100 }, () => codeOf(signIn(records, ada, '127.0.0.1')))
    expect(new Set(await Promise.all(signIns))).toEqual(new Set(['ok']))
  })
})

describe('an address', () => {
  test('may fail 50 times, over however many accounts', async () => {
    const { counters } = memoryRecords()
    const limitsOf = (index: number, address: string | null) =>
      failureLimits(counters, `user-${index}@example.com`, address)
    for (let index = 0; index < 50; index++) {
      await limitsOf(index, '203.0.113.9').check()
      await limitsOf(index, '203.0.113.9').countFailure()
    }
    expect(await codeOf(limitsOf(50, '203.0.113.9').check())).toBe('rate_limited')
    expect(await codeOf(limitsOf(50, '203.0.113.9').countFailure())).toBe('rate_limited')
    expect(await codeOf(limitsOf(50, '203.0.113.10').check())).toBe('ok')
    expect(await codeOf(limitsOf(50, null).check())).toBe('ok')
  })
})
