import { describe, expect, test } from 'vitest'
import { newSessionId } from '../../../lib/domain/ids.ts'
import { MINUTE_MS, NOON, newUser, type OpenStore, storeOfEachTest } from './fixture.ts'

export function describeAccounts(open: OpenStore): void {
  const at = storeOfEachTest(open)

  describe('users', () => {
    const ada = { email: 'ada@example.org', passwordHash: 'scrypt$1', now: NOON }

    test('are found by email and by id', async () => {
      const { users } = at.store
      const user = await users.create(ada)
      expect(user).toEqual({
        id: expect.any(Number),
        email: ada.email,
        passwordHash: 'scrypt$1',
        createdAt: NOON,
      })
      expect(user?.id).toBeGreaterThan(0)
      expect(await users.findByEmail(ada.email)).toEqual(user)
      expect(user && (await users.find(user.id))).toEqual(user)
      expect(await users.findByEmail('bob@example.org')).toBeNull()
      expect(user && (await users.find((user.id + 1000) as typeof user.id))).toBeNull()
    })

    test('have an email each, of many at once too', async () => {
      const { users } = at.store
      const other = await at.reopen()
      const tries = Array.from({ length: 8 }, (_, index) => (index % 2 ? other : at.store).users.create(ada))
      const created = (await Promise.all(tries)).filter((user) => user !== null)
      expect(created).toHaveLength(1)
      expect(await users.findByEmail(ada.email)).toEqual(created[0])
      expect(await users.count()).toBe(1)
    })

    test('are counted', async () => {
      expect(await at.store.users.count()).toBe(0)
      await newUser(at.store)
      await newUser(at.store)
      expect(await at.store.users.count()).toBe(2)
    })
  })

  describe('sessions', () => {
    const expiresAt = NOON + MINUTE_MS
    const session = async (owner: Awaited<ReturnType<typeof newUser>>, end = expiresAt) => {
      const id = newSessionId()
      await at.store.sessions.create(owner, { id, expiresAt: end })
      return id
    }

    test('are valid until they expire, for their owner alone', async () => {
      const { sessions } = at.store
      const [owner, stranger] = [await newUser(at.store), await newUser(at.store)]
      const id = await session(owner)
      expect(await sessions.isValid(owner, id, NOON)).toBe(true)
      expect(await sessions.isValid(owner, id, expiresAt - 1)).toBe(true)
      expect(await sessions.isValid(owner, id, expiresAt)).toBe(false)
      expect(await sessions.isValid(stranger, id, NOON)).toBe(false)
      expect(await sessions.isValid(owner, newSessionId(), NOON)).toBe(false)
    })

    test('are revoked one by one, by their owner alone', async () => {
      const { sessions } = at.store
      const [owner, stranger] = [await newUser(at.store), await newUser(at.store)]
      const [one, other] = [await session(owner), await session(owner)]
      await sessions.revoke(stranger, one)
      expect(await sessions.isValid(owner, one, NOON)).toBe(true)
      await sessions.revoke(owner, one)
      expect(await sessions.isValid(owner, one, NOON)).toBe(false)
      expect(await sessions.isValid(owner, other, NOON)).toBe(true)
    })

    test('are all revoked at once', async () => {
      const { sessions } = at.store
      const [owner, stranger] = [await newUser(at.store), await newUser(at.store)]
      const ids = [await session(owner), await session(owner)]
      const foreign = await session(stranger)
      await sessions.revokeAll(owner)
      for (const id of ids) expect(await sessions.isValid(owner, id, NOON)).toBe(false)
      expect(await sessions.isValid(stranger, foreign, NOON)).toBe(true)
      expect(await sessions.isValid(owner, await session(owner), NOON)).toBe(true)
    })

    test('that are long over do not keep later ones from being made', async () => {
      const owner = await newUser(at.store)
      const over = await session(owner, 1000)
      const valid = await session(owner)
      expect(await at.store.sessions.isValid(owner, over, NOON)).toBe(false)
      expect(await at.store.sessions.isValid(owner, valid, NOON)).toBe(true)
    })
  })

  describe('counters', () => {
    test('add up within a window that begins with the first addition', async () => {
      const { counters } = at.store
      const resetAt = NOON + MINUTE_MS
      expect(await counters.add('a', 1, MINUTE_MS, NOON)).toEqual({ count: 1, resetAt })
      expect(await counters.add('a', 2, MINUTE_MS, NOON + 30_000)).toEqual({ count: 3, resetAt })
      expect(await counters.read('a', resetAt - 1)).toEqual({ count: 3, resetAt })
      expect(await counters.add('a', 0, MINUTE_MS, resetAt - 1)).toEqual({ count: 3, resetAt })
    })

    test('begin anew when the window is over', async () => {
      const { counters } = at.store
      await counters.add('a', 5, MINUTE_MS, NOON)
      const later = NOON + MINUTE_MS
      expect(await counters.read('a', later)).toEqual({ count: 0, resetAt: later })
      expect(await counters.add('a', 1, MINUTE_MS, later)).toEqual({ count: 1, resetAt: later + MINUTE_MS })
    })

    test('count apart, are empty at first and when cleared', async () => {
      const { counters } = at.store
      expect(await counters.read('a', NOON)).toEqual({ count: 0, resetAt: NOON })
      await counters.add('a', 1, MINUTE_MS, NOON)
      await counters.add('b "quoted" ü:*', 7, MINUTE_MS, NOON)
      await counters.clear('a')
      expect((await counters.read('a', NOON)).count).toBe(0)
      expect((await counters.read('b "quoted" ü:*', NOON)).count).toBe(7)
    })

    test('lose no addition of many at once', async () => {
      const other = await at.reopen()
      const adds = Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? other : at.store).counters.add('a', 1, MINUTE_MS, NOON),
      )
      const counts = (await Promise.all(adds)).map(({ count }) => count)
      expect(counts.sort((one, two) => one - two)).toEqual(
        Array.from({ length: 20 }, (_, index) => index + 1),
      )
    })
  })
}
