import { type NextRequest, NextResponse } from 'next/server'
import { AppError, toErrorBody } from '../domain/errors.ts'
import { requestIdOf } from './request-id.ts'

/*
 * What the middleware does with a request; edge-safe, so apart from route.ts, which knows the store.
 */

export const isApi = (pathname: string) => pathname.startsWith('/api/')

/**
 * Whether a path is nobody's without a session: turns and chats of the API, whose other routes answer for themselves,
 * and every page but the two sign pages (api.md section 8).
 */
export const isGuarded = (pathname: string) =>
  isApi(pathname) ? /^\/api\/(?:ai|chats)(?:\/|$)/u.test(pathname) : !/^\/sign-(?:in|up)$/u.test(pathname)

/** Whether a request brings an API key; the route says whether it is a valid one. */
export const bringsApiKey = (headers: Pick<Headers, 'get'>) =>
  /^Bearer\s+\S/iu.test(headers.get('authorization') ?? '')

/** The answer to a request under /api without a session, in the one error shape. */
export function unauthorized({ headers }: NextRequest): Response {
  const requestId = requestIdOf(headers)
  const body = toErrorBody(new AppError('unauthorized', 'Sign in first, or send a valid API key.'), requestId)
  return Response.json(body, {
    status: body.statusCode,
    headers: { 'cache-control': 'no-store', 'x-request-id': requestId },
  })
}

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
