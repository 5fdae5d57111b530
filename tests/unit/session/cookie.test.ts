import { sealData } from 'iron-session'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { newSessionId, toUserId } from '../../../lib/domain/ids.ts'
import {
  clearedCookieHeader,
  findSeal,
  readSessionCookie,
  SESSION_MS,
  sealSession,
  sessionCookieHeader,
} from '../../../lib/session/cookie.ts'

const password = 'a password of more than 32 characters'
const claim = { userId: toUserId(7), sessionId: newSessionId() }
const cookieOf = (seal: string) => `theme=dark; neptun-session=${seal}; other=1`

afterEach(() => void vi.useRealTimers())

describe('a sealed cookie', () => {
  test('says whose session it is', async () => {
    const seal = await sealSession(claim, password)
    expect(seal).not.toContain(claim.sessionId)
    expect(await readSessionCookie(cookieOf(seal), password)).toEqual(claim)
  })

  test('fits into a Set-Cookie header as it is', async () => {
    const seal = await sealSession(claim, password)
    expect(seal).toMatch(/^[\w.*~-]+$/u)
    expect(sessionCookieHeader(seal, false)).toBe(
      `neptun-session=${seal}; Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax`,
    )
    expect(sessionCookieHeader(seal, true)).toBe(`${sessionCookieHeader(seal, false)}; Secure`)
  })

  test('is removed by a cookie of the same attributes', () => {
    expect(clearedCookieHeader(false)).toBe('neptun-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')
    expect(clearedCookieHeader(true)).toMatch(/; Secure$/u)
  })

  test('opens for 14 days and not after', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const cookie = cookieOf(await sealSession(claim, password))
    vi.setSystemTime(Date.now() + SESSION_MS - 1000)
    expect(await readSessionCookie(cookie, password)).toEqual(claim)
    // iron-session lets clocks differ by 60 s.
    vi.setSystemTime(Date.now() + 62_000)
    expect(await readSessionCookie(cookie, password)).toBeNull()
  })
})

describe('the password may be rotated', () => {
  const next = 'another password of more than 32 characters'

  test('old cookies open with the map, new ones are sealed with the newest', async () => {
    const old = await sealSession(claim, password)
    const map = { '1': password, '2': next }
    expect(await readSessionCookie(cookieOf(old), map)).toEqual(claim)

    const fresh = await sealSession(claim, map)
    expect(await readSessionCookie(cookieOf(fresh), map)).toEqual(claim)
    expect(await readSessionCookie(cookieOf(fresh), { '2': next })).toEqual(claim)
    expect(await readSessionCookie(cookieOf(fresh), { '1': password })).toBeNull()
    expect(await readSessionCookie(cookieOf(old), { '2': next })).toBeNull()
  })
})

describe('what is no session', () => {
  test.each([
    ['no cookie', null],
    ['an empty header', ''],
    ['other cookies', 'a=b; xneptun-session=1; neptun-session'],
    ['an empty value', 'neptun-session='],
    ['junk', 'neptun-session=junk'],
    ['junk with the marks of a seal', 'neptun-session=Fe26.2*1*a*b*c*1*d*e~2'],
    [
      'a seal whose version is a property of all objects',
      'neptun-session=Fe26.2*__proto__*a*b*c*9999999999999*d*e~2',
    ],
    ['bad encoding', 'neptun-session=%E0%A4%A'],
    ['an endless value', `neptun-session=${'x'.repeat(100_000)}`],
  ])('%s', async (_what, header) => {
    expect(await readSessionCookie(header, password)).toBeNull()
  })

  test('a seal of another password', async () => {
    const foreign = await sealSession(claim, 'somebody else has 32 characters too')
    expect(await readSessionCookie(cookieOf(foreign), password)).toBeNull()
  })

  test('a seal that was changed', async () => {
    const seal = await sealSession(claim, password)
    const changed = seal.replace(/^(Fe26\.2\*1\*[0-9a-f]*)[0-9a-f]/u, '$1g')
    expect(changed).not.toBe(seal)
    expect(await readSessionCookie(cookieOf(changed), password)).toBeNull()
  })

  test.each([
    {},
    { userId: '7', sessionId: 'ses_1' },
    { userId: 0, sessionId: 'ses_1' },
    { userId: 1.5, sessionId: 'ses_1' },
    { userId: 7, sessionId: '' },
    { userId: 7, sessionId: 'a b' },
    { userId: 7 },
    [7, 'ses_1'],
  ])('our own seal around %j', async (content) => {
    const seal = await sealData(content, { password })
    expect(await readSessionCookie(cookieOf(seal), password)).toBeNull()
  })
})

test('the first cookie of the name counts', () => {
  expect(findSeal('neptun-session=one; neptun-session=two')).toBe('one')
  expect(findSeal(' neptun-session = spaced ;')).toBe('spaced')
})
