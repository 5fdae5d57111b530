import { environment } from '@/lib/env.ts'
import { json, readForm } from '@/lib/http/body.ts'
import { route } from '@/lib/http/route.ts'
import { requireOpenSignUp, signUp } from '@/lib/session/account.ts'
import { newCredentials } from '@/lib/session/credentials.ts'
import { isHttps } from '@/lib/session/origin.ts'
import { startSession } from '@/lib/session/session.ts'
import { store } from '@/lib/store/index.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  POST: {
    auth: 'keyless',
    async handle({ request }) {
      requireOpenSignUp(environment().SIGN_UP)
      const { users, sessions } = store()
      const user = await signUp(users, await readForm(request, newCredentials))
      const cookie = await startSession(sessions, user.id, isHttps(request))
      return json({ user }, { status: 201, headers: { 'set-cookie': cookie } })
    },
  },
})
