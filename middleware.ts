import type { NextRequest } from 'next/server'
import { isDevelopment, sessionPassword } from '@/lib/env.ts'
import { isApi, isGuarded, proceed, redirectToSignIn } from '@/lib/http/gate.ts'
import { newNonce, pageSecurityHeaders } from '@/lib/http/security-headers.ts'
import { readSessionCookie } from '@/lib/session/cookie.ts'

/**
 * A cheap gate before the pages, not the lock: a cookie that opens passes, and the page asks the store whether it stands.
 * The routes of the API answer for themselves (docs/decisions/0012-speed.md).
 */
export async function middleware(request: NextRequest): Promise<Response> {
  const { nextUrl, headers } = request
  if (isApi(nextUrl.pathname)) return proceed(request)
  const isOpen =
    !isGuarded(nextUrl.pathname) ||
    (await readSessionCookie(headers.get('cookie'), sessionPassword())) !== null
  if (!isOpen) return redirectToSignIn(request)

  const nonce = newNonce()
  const security = pageSecurityHeaders(nonce, isDevelopment())
  // Next takes the nonce for its own scripts from the policy in the request.
  const passedOn = new Headers({ ...Object.fromEntries(headers), ...security, 'x-nonce': nonce })
  return proceed(request, { request: { headers: passedOn }, headers: security })
}

// Static, since Next reads it without running it. A header tells nothing: who says to prefetch may show the page as well.
export const config = {
  matcher: [
    '/((?!_next/|__nextjs).*%.*)',
    '/((?!api(?:/|$)|v1(?:/|$)|_next/|__nextjs|favicon\\.ico$|icon\\.svg$|apple-icon\\.png$|manifest\\.webmanifest$|robots\\.txt$).*)',
  ],
}
