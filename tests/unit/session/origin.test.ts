import { describe, expect, test } from 'vitest'
import { isCrossSite, isHttps } from '../../../lib/session/origin.ts'

const request = (headers: Record<string, string>, url = 'http://own.example:3000/api/auth/sign-out') =>
  new Request(url, { method: 'POST', headers })
/** Node's Request drops the header Host like a browser would, so it is put back. */
const withHost = (headers: Record<string, string>) => {
  const made = request({ cookie: 'neptun-session=x' })
  return {
    ...made,
    url: made.url,
    headers: new Headers({ cookie: 'neptun-session=x', host: 'own.example:3000', ...headers }),
  }
}

describe('a request with the cookie', () => {
  test.each([
    ['of a program', {}],
    ['of our own page', { origin: 'http://own.example:3000', 'sec-fetch-site': 'same-origin' }],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }],
    ['behind a proxy with TLS', { origin: 'https://own.example:3000', 'x-forwarded-proto': 'https' }],
    ['behind two proxies', { origin: 'https://own.example:3000', 'x-forwarded-proto': 'https, http' }],
    [
      'behind a proxy that renames us',
      { origin: 'https://chat.example', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'chat.example' },
    ],
    [
      'with the default port',
      { origin: 'https://chat.example', 'x-forwarded-proto': 'https', host: 'chat.example:443' },
    ],
    ['in capitals', { origin: 'HTTP://OWN.example:3000' }],
  ])('%s passes', (_what, headers) => {
    expect(isCrossSite(withHost(headers))).toBe(false)
  })

  test.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['of another port', { origin: 'http://own.example:3001' }],
    ['of another scheme', { origin: 'https://own.example:3000' }],
    ['of a site that begins like us', { origin: 'http://own.example:3000.evil.example' }],
    ['of a sandboxed frame', { origin: 'null' }],
    ['with an empty origin', { origin: '' }],
    ['with two origins', { origin: 'http://own.example:3000, https://evil.example' }],
    ['of a sister site', { 'sec-fetch-site': 'same-site' }],
    ['of another site without an origin', { 'sec-fetch-site': 'cross-site' }],
    ['that contradicts itself', { origin: 'http://own.example:3000', 'sec-fetch-site': 'cross-site' }],
    ['to a malformed host', { origin: 'http://own.example:3000', host: 'own.example:3000 x' }],
  ])('%s is refused', (_what, headers) => {
    expect(isCrossSite(withHost(headers))).toBe(true)
  })
})

test('without the cookie there is nothing to misuse', () => {
  expect(isCrossSite(request({ origin: 'https://evil.example', cookie: 'theme=dark' }))).toBe(false)
})

test('without a Host the address of the request is our own', () => {
  expect(isCrossSite(request({ origin: 'http://own.example:3000', cookie: 'neptun-session=x' }))).toBe(false)
})

test.each([
  [{}, 'http://a/', false],
  [{}, 'https://a/', true],
  [{ 'x-forwarded-proto': 'https' }, 'http://a/', true],
  [{ 'x-forwarded-proto': 'HTTPS,http' }, 'http://a/', true],
  [{ 'x-forwarded-proto': 'http, https' }, 'https://a/', false],
  [{ 'x-forwarded-proto': '' }, 'https://a/', true],
])('%j to %s: https %s', (headers, url, https) => {
  expect(isHttps(request(headers, url))).toBe(https)
})
