import { NextRequest } from 'next/server'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { newSessionId, toUserId } from '../../../lib/domain/ids.ts'
import { sealSession } from '../../../lib/session/cookie.ts'
import { middleware } from '../../../middleware.ts'

const password = 'a password of more than 32 characters'
const seal = await sealSession({ userId: toUserId(1), sessionId: newSessionId() }, password)
const signedIn = { cookie: `neptun-session=${seal}` }
const junk = { cookie: 'neptun-session=junk' }

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  middleware(new NextRequest(new URL(path, 'http://own.example:3000'), { method, headers }))
/** NextResponse tells Next by this header to go on to the route or page. */
const passes = (response: Response) => response.headers.get('x-middleware-next') === '1'

beforeEach(() => void vi.stubEnv('SESSION_PASSWORD', password))

describe('a path whose percent-encoding is malformed', () => {
  test.each([
    ['/chats/%zz?q=1', '/chats/%25zz?q=1'],
    ['/api/chats/%E0%A4%A/messages', '/api/chats/%25E0%25A4%25A/messages'],
    ['/api/ai/a%2Fb/100%/chat', '/api/ai/a%2Fb/100%25/chat'],
    ['/api/auth/%', '/api/auth/%25'],
  ])('is read as its characters: %s', async (path, target) => {
    const response = await ask(path, signedIn)
    expect(response.headers.get('x-middleware-rewrite')).toBe(`http://own.example:3000${target}`)
  })

  test('is left alone where it is sound', async () => {
    expect((await ask('/chats/%25zz', signedIn)).headers.get('x-middleware-rewrite')).toBeNull()
  })
})

test('the API answers for itself, with and without a session', async () => {
  for (const path of ['/api/chats/%20', '/api/ai/a/b%20/chat', '/v1/models/%20'])
    for (const headers of [{}, junk, signedIn]) {
      const response = await ask(path, headers)
      expect(passes(response)).toBe(true)
      expect(response.headers.get('content-security-policy')).toBeNull()
    }
})

describe('a page', () => {
  test.each([
    ['/', '/sign-in?next=%2F'],
    ['/chats/3?x=a%20b&y=1', '/sign-in?next=%2Fchats%2F3%3Fx%3Da%2520b%26y%3D1'],
    ['/sign-in/x', '/sign-in?next=%2Fsign-in%2Fx'],
    ['/%zz', '/sign-in?next=%2F%25zz'],
  ])('%s without a session leads to %s', async (path, target) => {
    for (const headers of [{}, junk]) {
      const response = await ask(path, headers)
      expect(response.status).toBe(307)
      expect(response.headers.get('location')).toBe(`http://own.example:3000${target}`)
    }
    expect((await ask(path, {}, 'POST')).status).toBe(303)
  })

  test.each([
    ['/sign-in', {}],
    ['/sign-up?next=/x', junk],
    ['/sign-in', signedIn],
    ['/chats/3', signedIn],
  ])('%s with %j is shown under a policy of its own', async (path, headers) => {
    const policies = await Promise.all(
      [1, 2].map(async () => {
        const response = await ask(path, headers)
        expect(passes(response)).toBe(true)
        expect(response.headers.get('x-content-type-options')).toBe('nosniff')
        expect(response.headers.get('referrer-policy')).toBe('same-origin')
        const policy = response.headers.get('content-security-policy') ?? ''
        const nonce = /'nonce-([A-Za-z0-9+/]{22}==)'/u.exec(policy)?.[1]
        expect(nonce).toBeDefined()
        // What Next and the page read.
        expect(response.headers.get('x-middleware-request-content-security-policy')).toBe(policy)
        expect(response.headers.get('x-middleware-request-x-nonce')).toBe(nonce)
        return policy
      }),
    )
    expect(policies[0]).not.toBe(policies[1])
  })

  test('runs no script but by nonce, and is in nobody’s frame', async () => {
    const policy = (await ask('/sign-in')).headers.get('content-security-policy') ?? ''
    const directives = new Map(
      policy.split('; ').map((line) => [line.split(' ')[0], line.split(' ').slice(1)]),
    )
    expect(directives.get('script-src')).toEqual([
      "'self'",
      expect.stringMatching(/^'nonce-/u),
      "'strict-dynamic'",
    ])
    expect(directives.get('default-src')).toEqual(["'self'"])
    for (const name of ['frame-ancestors', 'object-src', 'base-uri'])
      expect(directives.get(name)).toEqual(["'none'"])
    for (const name of ['connect-src', 'form-action']) expect(directives.get(name)).toEqual(["'self'"])
    expect(policy).not.toContain('unsafe-eval')
  })

  test('may rebuild stacks with eval in development alone', async () => {
    vi.stubEnv('NODE_ENV', 'development')
    const policy = (await ask('/sign-in')).headers.get('content-security-policy')
    expect(policy).toMatch(/script-src [^;]*'unsafe-eval'/u)
    expect(policy).not.toMatch(/script-src [^;]*'unsafe-inline'/u)
  })
})
