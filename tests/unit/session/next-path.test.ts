import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeNextPath } from '../../../lib/session/next-path.ts'

describe('own pages are followed', () => {
  test.each([
    ['/', '/'],
    ['/chats/12', '/chats/12'],
    ['/chats/12?q=a%2F%2Fb&x=https://other.example', '/chats/12?q=a%2F%2Fb&x=https://other.example'],
    ['/settings#keys', '/settings#keys'],
    ['/a b', '/a%20b'],
    ['/chats/../playground', '/playground'],
    ['/@someone', '/@someone'],
    ['/apiary', '/apiary'],
  ])('%j', (given, path) => expect(safeNextPath(given)).toBe(path))
})

describe('anything else leads home', () => {
  test.each([
    undefined,
    null,
    1,
    ['/chats/1'],
    '',
    'chats/1',
    '?x',
    'https:',
    'https://evil.example',
    'javascript:alert(1)',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/ok\r\nset-cookie: a=b',
    '\u0000/',
    '/\u0085/',
    '/..//evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2f%2fevil.example',
    '/%2Fevil.example',
    '/%5cevil.example',
    '/%255cevil.example',
    '/%09/evil.example',
    '/%00',
    '/%zz',
    '/%c3',
    '/%25252525252f',
    '/%2e%2e//evil.example',
    '/api/auth/session',
    '/api',
    '/sign-in?next=/sign-in',
    '/sign-up',
    '/_next/x',
    `/${'x'.repeat(3000)}`,
  ])('%j', (given) => expect(safeNextPath(given)).toBe('/'))
})

test('whatever is given, a browser stays with us', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2f',
    '%5c',
    '%2e',
    '\t',
    'evil.example',
    ':',
    '@',
    '?',
    '#',
    'a',
  )
  const path = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`)
  fc.assert(
    fc.property(path, (given) => {
      const next = safeNextPath(given)
      expect(next.startsWith('/') && !next.startsWith('//')).toBe(true)
      expect(new URL(next, 'https://own.example/sign-in').origin).toBe('https://own.example')
      expect(safeNextPath(next)).toBe(next)
    }),
    { numRuns: 2_000 },
  )
})
