import type { NextRequest } from 'next/server'
import { isDevelopment, sessionPassword } from '@/lib/env.ts'
import { bringsApiKey, isApi, isGuarded, proceed, redirectToSignIn, unauthorized } from '@/lib/http/gate.ts'
import { newNonce, pageSecurityHeaders } from '@/lib/http/security-headers.ts'
import { readSessionCookie } from '@/lib/session/cookie.ts'

/** A cheap gate, not the lock: a cookie that opens passes, and the route or page asks the store whether it stands. */
export async function middleware(request: NextRequest): Promise<Response> {
  const { nextUrl, headers } = request
  const isOpen =
    !isGuarded(nextUrl.pathname) ||
    (await readSessionCookie(headers.get('cookie'), sessionPassword())) !== null
  if (isApi(nextUrl.pathname))
    return isOpen || bringsApiKey(headers) ? proceed(request) : unauthorized(request)
  if (!isOpen) return redirectToSignIn(request)

  const nonce = newNonce()
  const security = pageSecurityHeaders(nonce, isDevelopment())
  // Next takes the nonce for its own scripts from the policy in the request.
  const passedOn = new Headers({ ...Object.fromEntries(headers), ...security, 'x-nonce': nonce })
  return proceed(request, { request: { headers: passedOn }, headers: security })
}

// Static, since Next reads it without running it. The router's prefetches bring no page, so they need no policy.
export const config = {
  matcher: [
    '/api/ai/:path*',
    '/api/chats/:path*',
    '/((?!_next/|__nextjs).*%.*)',
    {
      source:
        '/((?!api(?:/|$)|_next/|__nextjs|favicon\\.ico$|icon\\.svg$|apple-icon\\.png$|manifest\\.webmanifest$|robots\\.txt$).*)',
      missing: [{ type: 'header', key: 'next-router-prefetch' }],
    },
  ],
}
