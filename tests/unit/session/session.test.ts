import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { toUserId } from '../../../lib/domain/ids.ts'
import { SESSION_MS, sealSession } from '../../../lib/session/cookie.ts'
import { endAllSessions, endSession, findCaller, startSession } from '../../../lib/session/session.ts'
import { memoryRecords } from './memory-records.ts'

const password = 'a password of more than 32 characters'
const owner = toUserId(3)
const requestWith = (setCookie: string) =>
  new Request('http://own.example/', { headers: { cookie: setCookie.split(';')[0] ?? '' } })

beforeEach(() => void vi.stubEnv('SESSION_PASSWORD', password))
afterEach(() => void vi.useRealTimers())

describe('a session', () => {
  test('finds its caller from the start until it is ended', async () => {
    const { sessions } = memoryRecords()
    const request = requestWith(await startSession(sessions, owner, false))
    const caller = await findCaller(request, sessions)
    expect(caller).toEqual({ userId: owner, sessionId: expect.stringMatching(/^ses_/u), via: 'session' })
    if (!caller) return
    await endSession(sessions, caller)
    expect(await findCaller(request, sessions)).toBeNull()
  })

  test('is one of several, each with an id of its own', async () => {
    const { sessions } = memoryRecords()
    const here = requestWith(await startSession(sessions, owner, false))
    const there = requestWith(await startSession(sessions, owner, true))
    const caller = await findCaller(here, sessions)
    expect(caller?.sessionId).not.toBe((await findCaller(there, sessions))?.sessionId)
    if (caller) await endSession(sessions, caller)
    expect(await findCaller(here, sessions)).toBeNull()
    expect(await findCaller(there, sessions)).not.toBeNull()
    await endAllSessions(sessions, owner)
    expect(await findCaller(there, sessions)).toBeNull()
  })

  test('ends after 14 days', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { sessions } = memoryRecords()
    const request = requestWith(await startSession(sessions, owner, false))
    vi.setSystemTime(Date.now() + SESSION_MS - 1)
    expect(await findCaller(request, sessions)).not.toBeNull()
    vi.setSystemTime(Date.now() + 1)
    expect(await findCaller(request, sessions)).toBeNull()
  })

  test('that the store does not know is none', async () => {
    const { sessions } = memoryRecords()
    const request = requestWith(await startSession(sessions, owner, false))
    expect(await findCaller(request, memoryRecords().sessions)).toBeNull()
  })
})

describe('what was opened is remembered', () => {
  test('but never across passwords', async () => {
    const { sessions } = memoryRecords()
    const request = requestWith(await startSession(sessions, owner, false))
    expect(await findCaller(request, sessions)).not.toBeNull()
    vi.stubEnv('SESSION_PASSWORD', 'a new password that has 32 characters')
    expect(await findCaller(request, sessions)).toBeNull()
  })

  test('so that the second request of a cookie opens no seal', async () => {
    const { sessions } = memoryRecords()
    const request = requestWith(await startSession(sessions, owner, false))
    await findCaller(request, sessions)
    const derive = vi.spyOn(crypto.subtle, 'deriveKey')
    expect(await findCaller(request, sessions)).not.toBeNull()
    expect(derive).not.toHaveBeenCalled()
    expect(await findCaller(requestWith(await startSession(sessions, owner, false)), sessions)).not.toBeNull()
    expect(derive).toHaveBeenCalled()
  })
})

test('the password may be a map', async () => {
  const { sessions } = memoryRecords()
  const before = requestWith(await startSession(sessions, owner, false))
  vi.stubEnv('SESSION_PASSWORD', JSON.stringify({ 1: password, 2: 'the next password with 32 characters' }))
  const after = await startSession(sessions, owner, false)
  expect(after).toMatch(/^neptun-session=Fe26\.2\*2\*/u)
  expect(await findCaller(before, sessions)).not.toBeNull()
  expect(await findCaller(requestWith(after), sessions)).not.toBeNull()
})

test('a cookie is Secure exactly when asked', async () => {
  const { sessions } = memoryRecords()
  expect(await startSession(sessions, owner, true)).toMatch(/; Secure$/u)
  expect(await startSession(sessions, owner, false)).not.toMatch(/secure/iu)
})

test('a request without a cookie, or with one sealed for nobody, has no caller', async () => {
  const { sessions } = memoryRecords()
  expect(await findCaller(new Request('http://own.example/'), sessions)).toBeNull()
  const seal = await sealSession({ userId: owner, sessionId: 'ses_never_begun' as never }, password)
  expect(await findCaller(requestWith(`neptun-session=${seal}`), sessions)).toBeNull()
})
