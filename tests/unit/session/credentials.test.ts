import { describe, expect, test } from 'vitest'
import { givenCredentials, newCredentials, signOutOptions } from '../../../lib/session/credentials.ts'

const password = 'correct horse'

describe('an email', () => {
  test.each([
    ['  Ada@Example.COM ', 'ada@example.com'],
    ['me@localhost', 'me@localhost'],
    ['a+b.c_d-e@sub.example.org', 'a+b.c_d-e@sub.example.org'],
    ['JO\u0308RG@bu\u0308cher.example', 'jörg@bücher.example'],
    [`a@${'b'.repeat(252)}`, `a@${'b'.repeat(252)}`],
  ])('%j is taken as %j', (given, email) => {
    expect(newCredentials.parse({ email: given, password }).email).toBe(email)
    expect(givenCredentials.parse({ email: given, password }).email).toBe(email)
  })

  test.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'a b@example.com',
    'ada@exam ple.com',
    'a@b@c',
    'a@b..c',
    'a@.b',
    'a@b.',
    'a\u0000@b.c',
    'a@b.c\nbcc: d@e.f',
    `${'a'.repeat(65)}@b.c`,
    `a@${'b'.repeat(253)}`,
    1,
    null,
    ['a@b.c'],
  ])('%j is none', (email) => {
    expect(newCredentials.safeParse({ email, password }).error?.issues[0]?.path).toEqual(['email'])
  })
})

describe('a password', () => {
  const email = 'a@b.c'

  test.each(['12345678', 'x'.repeat(256), ' '.repeat(8), '🦆'.repeat(8), '🦆'.repeat(256)])(
    'may be %j',
    (given) => {
      expect(newCredentials.parse({ email, password: given }).password).toBe(given)
    },
  )

  test.each(['', '1234567', 'x'.repeat(257), '🦆'.repeat(7), 12345678, null])('may not be %j', (given) => {
    expect(newCredentials.safeParse({ email, password: given }).error?.issues[0]?.path).toEqual(['password'])
  })

  test('that is too short for anybody is merely wrong at sign-in', () => {
    expect(givenCredentials.parse({ email, password: 'x' }).password).toBe('x')
    expect(givenCredentials.safeParse({ email, password: '' }).success).toBe(false)
    expect(givenCredentials.safeParse({ email, password: 'x'.repeat(257) }).success).toBe(false)
  })
})

test('unknown fields are left out', () => {
  expect(newCredentials.parse({ email: 'a@b.c', password, role: 'admin' })).toEqual({
    email: 'a@b.c',
    password,
  })
})

test.each([
  [{}, true],
  [{ everywhere: true }, true],
  [{ everywhere: null }, true],
  [{ everywhere: 'yes' }, false],
  [[], false],
])('sign-out with %j: %s', (body, isFine) => expect(signOutOptions.safeParse(body).success).toBe(isFine))
