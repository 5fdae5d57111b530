import { type NextRequest, NextResponse } from 'next/server'

/*
 * What the middleware does with a request; edge-safe, so apart from route.ts, which knows the store.
 */

/** Whether a path is answered by a route, not by a page; `/v1` is `/api/v1` (next.config.ts). */
export const isApi = (pathname: string) => /^\/(?:api|v1)\//u.test(pathname)

/** Whether a page is nobody's without a session: every one but the two sign pages (api.md section 8). */
export const isGuarded = (pathname: string) => !/^\/sign-(?:in|up)$/u.test(pathname)

/** Leads a page without a session to the sign-in page, which leads back to it. */
export function redirectToSignIn({ nextUrl, method }: NextRequest): Response {
  const next = encodeURIComponent(nextUrl.pathname + nextUrl.search)
  return NextResponse.redirect(new URL(`/sign-in?next=${next}`, nextUrl), method === 'POST' ? 303 : 307)
}

function isDecodable(segment: string): boolean {
  try {
    decodeURIComponent(segment)
    return true
  } catch {
    return false
  }
}

/**
 * Lets a request go on to its route or page. Next answers a path whose percent-encoding is malformed with a 500, so
 * such a segment is taken for what its characters say: a name that nothing has.
 */
export function proceed(
  { nextUrl }: NextRequest,
  init: { headers?: Record<string, string>; request?: { headers: Headers } } = {},
): Response {
  const segments = nextUrl.pathname.split('/')
  const path = segments
    .map((segment) => (isDecodable(segment) ? segment : encodeURIComponent(segment)))
    .join('/')
  if (path === nextUrl.pathname) return NextResponse.next(init)
  return NextResponse.rewrite(new URL(path + nextUrl.search, nextUrl), init)
}
