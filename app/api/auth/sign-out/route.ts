import { readForm } from '@/lib/http/body.ts'
import { findSessionCaller } from '@/lib/http/caller.ts'
import { route } from '@/lib/http/route.ts'
import { clearedCookieHeader } from '@/lib/session/cookie.ts'
import { signOutOptions } from '@/lib/session/credentials.ts'
import { isHttps } from '@/lib/session/origin.ts'
import { endAllSessions, endSession } from '@/lib/session/session.ts'
import { store } from '@/lib/store/index.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  POST: {
    auth: 'keyless',
    async handle({ request }) {
      const { everywhere } = await readForm(request, signOutOptions, { optional: true })
      const caller = await findSessionCaller(request)
      if (caller && everywhere) await endAllSessions(store().sessions, caller.userId)
      else if (caller) await endSession(store().sessions, caller)
      const headers = { 'cache-control': 'no-store', 'set-cookie': clearedCookieHeader(isHttps(request)) }
      return new Response(null, { status: 204, headers })
    },
  },
})
