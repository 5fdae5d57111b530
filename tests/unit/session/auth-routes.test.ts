import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'

type Handler = (request: Request, context: { params: Promise<undefined> }) => Promise<Response>

const folder = mkdtempSync(join(tmpdir(), 'neptun-auth-'))
const password = 'correct horse'
let routes: Record<'sign-up' | 'sign-in' | 'sign-out' | 'session', Handler>

function stubEnvironment(): void {
  vi.stubEnv('DATA_DIR', folder)
  vi.stubEnv('SESSION_PASSWORD', 'a password of more than 32 characters')
}

beforeAll(async () => {
  stubEnvironment()
  routes = {
    'sign-up': (await import('../../../app/api/auth/sign-up/route.ts')).POST,
    'sign-in': (await import('../../../app/api/auth/sign-in/route.ts')).POST,
    'sign-out': (await import('../../../app/api/auth/sign-out/route.ts')).POST,
    session: (await import('../../../app/api/auth/session/route.ts')).GET,
  }
})
beforeEach(stubEnvironment)
afterAll(async () => {
  const { store } = await import('../../../lib/store/index.ts')
  await store().close()
  rmSync(folder, { recursive: true, force: true })
})

const newPerson = () => ({ email: `${randomUUID()}@example.com`, password })

function ask(
  name: keyof typeof routes,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const request = new Request(`http://own.example/api/auth/${name}`, {
    method: name === 'session' ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  return routes[name](request, { params: Promise.resolve(undefined) })
}
const setCookieOf = (response: Response) => response.headers.get('set-cookie') ?? ''
const cookieOf = (response: Response) => ({ cookie: setCookieOf(response).split(';')[0] ?? '' })

describe('signing up and in', () => {
  test('gives the user and a cookie that stands', async () => {
    const person = newPerson()
    const up = await ask('sign-up', { ...person, email: ` ${person.email.toUpperCase()} ` })
    expect(up.status).toBe(201)
    const { user } = await up.json()
    expect(user).toEqual({ id: expect.any(Number), email: person.email })
    expect(setCookieOf(up)).toMatch(
      /^neptun-session=[^;]+; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/u,
    )

    const signedIn = await ask('sign-in', person, { 'x-forwarded-proto': 'https' })
    expect(signedIn.status).toBe(200)
    expect(await signedIn.json()).toEqual({ user })
    expect(setCookieOf(signedIn)).toMatch(/; Secure$/u)

    for (const response of [up, signedIn]) {
      const session = await ask('session', undefined, cookieOf(response))
      expect(session.status).toBe(200)
      expect(await session.json()).toEqual({ user })
    }
  })

  test.each([
    ['sign-up', {}, 400, 'Bad Request', 'invalid_body'],
    ['sign-up', { email: 'a@b.c', password: 'short' }, 400, 'Bad Request', 'invalid_body'],
    ['sign-up', { email: 'a@b.c', password: 'x'.repeat(257) }, 400, 'Bad Request', 'invalid_body'],
    ['sign-in', { email: 'a@b.c' }, 400, 'Bad Request', 'invalid_body'],
    ['sign-in', { email: 'a@b.c', password: 'wrong' }, 401, 'Unauthorized', 'wrong_credentials'],
    ['sign-out', { everywhere: 'yes' }, 400, 'Bad Request', 'invalid_body'],
    ['session', undefined, 401, 'Unauthorized', 'unauthorized'],
  ] as const)('%s with %j: %i %s, %s', async (name, body, status, statusMessage, code) => {
    const response = await ask(name, body)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ statusCode: status, statusMessage, data: { code } })
    expect(setCookieOf(response)).toBe('')
  })

  test('an email is taken once', async () => {
    const person = newPerson()
    await ask('sign-up', person)
    const again = await ask('sign-up', person)
    expect(again.status).toBe(409)
    expect(await again.json()).toMatchObject({ statusMessage: 'Conflict', data: { code: 'email_taken' } })
  })

  test('after 10 failures the right password is refused with Retry-After', async () => {
    const person = newPerson()
    await ask('sign-up', person)
    const statuses: number[] = []
    for (let attempt = 0; attempt < 10; attempt++)
      statuses.push((await ask('sign-in', { ...person, password: 'wrong horse' })).status)
    expect(new Set(statuses)).toEqual(new Set([401]))
    const refused = await ask('sign-in', person)
    expect(refused.status).toBe(429)
    const wait = Number(refused.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(800)
    expect(wait).toBeLessThanOrEqual(900)
    expect(await refused.json()).toMatchObject({ data: { code: 'rate_limited', retryAfter: wait } })
  }, 20_000)
})

describe('signing out', () => {
  test('makes a copy of the cookie worthless, and leaves other sessions', async () => {
    const person = newPerson()
    const here = cookieOf(await ask('sign-up', person))
    const there = cookieOf(await ask('sign-in', person))
    const out = await ask('sign-out', undefined, here)
    expect(out.status).toBe(204)
    expect(setCookieOf(out)).toBe('neptun-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')
    expect((await ask('session', undefined, here)).status).toBe(401)
    expect((await ask('session', undefined, there)).status).toBe(200)
  })

  test('everywhere revokes every session of the user', async () => {
    const person = newPerson()
    const other = cookieOf(await ask('sign-up', newPerson()))
    const cookies = [cookieOf(await ask('sign-up', person)), cookieOf(await ask('sign-in', person))]
    expect((await ask('sign-out', { everywhere: true }, cookies[0])).status).toBe(204)
    for (const cookie of cookies) expect((await ask('session', undefined, cookie)).status).toBe(401)
    expect((await ask('session', undefined, other)).status).toBe(200)
  })

  test('without a session that stands clears the cookie all the same', async () => {
    const worthless: Record<string, string>[] = [{}, { cookie: 'neptun-session=junk' }]
    for (const headers of worthless) {
      const out = await ask('sign-out', undefined, headers)
      expect(out.status).toBe(204)
      expect(setCookieOf(out)).toMatch(/^neptun-session=; Max-Age=0/u)
    }
  })

  test('from another site is refused and changes nothing', async () => {
    const cookie = cookieOf(await ask('sign-up', newPerson()))
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of foreign) {
      const out = await ask('sign-out', undefined, { ...cookie, ...headers })
      expect(out.status).toBe(403)
      expect(await out.json()).toMatchObject({ statusMessage: 'Forbidden', data: { code: 'cross_site' } })
      expect(setCookieOf(out)).toBe('')
    }
    expect((await ask('session', undefined, cookie)).status).toBe(200)
  })
})
