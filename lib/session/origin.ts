import { findSeal } from './cookie.ts'

const firstOf = (list: string | null) => list?.split(',', 1)[0]?.trim() || null

/** Whether a request came over https: what the proxy in front says (X-Forwarded-Proto), else the connection. */
export function isHttps(request: Request): boolean {
  const forwarded = firstOf(request.headers.get('x-forwarded-proto'))
  return (forwarded ?? new URL(request.url).protocol.replace(':', '')).toLowerCase() === 'https'
}

/** The origin under which the caller reached us, or null when the host that it names is malformed. */
function ownOrigin(request: Request): string | null {
  const { headers } = request
  const host = firstOf(headers.get('x-forwarded-host')) ?? headers.get('host') ?? new URL(request.url).host
  return originOf(`${isHttps(request) ? 'https' : 'http'}://${host}`)
}

/** The origin of an address with its default port left out, so that the two sides compare. */
const originOf = (address: string) => (URL.canParse(address) ? new URL(address).origin : null)

/**
 * True when a page of another origin makes the browser send our cookie along. Browsers name the origin with every
 * request that changes state; a program names none and passes, and so does a request without the cookie, which has
 * nothing to misuse. Only asked for requests that change state.
 */
export function isCrossSite(request: Request): boolean {
  const { headers } = request
  if (findSeal(headers.get('cookie')) === null) return false
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return true
  const origin = headers.get('origin')
  if (origin === null) return false
  const from = originOf(origin)
  return from === null || from !== ownOrigin(request)
}
