import { describe, expect, test, vi } from 'vitest'
import { faultsOf, submitCredentials } from '../../../components/auth/credentials.ts'

describe('what can be told without asking', () => {
  test.each([
    [{ email: '', password: '' }, true, ['email', 'password']],
    [{ email: 'nobody', password: 'long enough' }, true, ['email']],
    [{ email: 'a@b', password: 'short' }, true, ['password']],
    [{ email: 'a@b', password: 'x'.repeat(257) }, true, ['password']],
    [{ email: 'a@b', password: 'short' }, false, []],
    [{ email: 'a@b', password: 'long enough' }, true, []],
  ] as const)('%j', (credentials, isNew, fields) => {
    expect(Object.keys(faultsOf(credentials, isNew))).toEqual(fields)
  })
})

describe('what the server says', () => {
  const answers = (status: number, data: object) =>
    vi.stubGlobal('fetch', async () =>
      Response.json(
        { statusCode: status, statusMessage: '', data: { requestId: 'req_1', ...data } },
        { status },
      ),
    )
  const submit = () => submitCredentials('sign-up', { email: 'a@b', password: 'long enough' })

  test('stands at the field it is about', async () => {
    answers(409, { code: 'email_taken', message: 'Taken.' })
    expect(await submit()).toEqual({ email: 'Taken.' })
    answers(401, { code: 'wrong_credentials', message: 'Wrong.' })
    expect(await submit()).toEqual({ password: 'Wrong.' })
    answers(400, { code: 'invalid_body', message: 'Bad.', issues: [{ path: 'email', message: 'Odd.' }] })
    expect(await submit()).toEqual({ email: 'Odd.' })
  })

  test('stands above the form where it is about neither', async () => {
    answers(429, { code: 'rate_limited', message: 'Wait.' })
    expect(await submit()).toEqual({ form: 'Wait.' })
    vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }))
    expect(await submit()).toHaveProperty('form')
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')))
    expect(await submit()).toHaveProperty('form')
  })

  test('is nothing when it worked', async () => {
    vi.stubGlobal('fetch', async () => Response.json({ user: { id: 1, email: 'a@b' } }, { status: 201 }))
    expect(await submit()).toBeNull()
  })
})
