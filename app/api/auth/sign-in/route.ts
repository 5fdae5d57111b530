import { json, readForm } from '@/lib/http/body.ts'
import { route } from '@/lib/http/route.ts'
import { signIn } from '@/lib/session/account.ts'
import { clientAddress } from '@/lib/session/client-address.ts'
import { givenCredentials } from '@/lib/session/credentials.ts'
import { isHttps } from '@/lib/session/origin.ts'
import { startSession } from '@/lib/session/session.ts'
import { store } from '@/lib/store/index.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  POST: {
    auth: 'keyless',
    async handle({ request }) {
      const user = await signIn(store(), await readForm(request, givenCredentials), clientAddress(request))
      const cookie = await startSession(store().sessions, user.id, isHttps(request))
      return json({ user }, { headers: { 'set-cookie': cookie } })
    },
  },
})
