import { allowancesOf, announceLimits } from '@/lib/chat/limits.ts'
import { resolveChat, turnBody, turnOf } from '@/lib/chat/request.ts'
import { flushMsOf } from '@/lib/chat/timing.ts'
import { answerTurn } from '@/lib/chat/turn.ts'
import { environment } from '@/lib/env.ts'
import { parseJson, readBytes } from '@/lib/http/body.ts'
import { keepAlive } from '@/lib/http/keep-alive.ts'
import { route } from '@/lib/http/route.ts'
import { reply } from '@/lib/models/engine.ts'
import { requireModel } from '@/lib/models/require-model.ts'
import { keyIdOf, requireMayAsk } from '@/lib/session/caller.ts'
import { store } from '@/lib/store/index.ts'

/** Seconds that a serverless function may go on writing a reply; a machine of one's own has no such limit. */
export const maxDuration = 300

/** POST: one turn (api.md section 1). The order of these lines is the order in which errors take precedence. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  POST: {
    auth: 'caller',
    async handle({ request, url, params, caller, requestId, arrivedMs, headers }) {
      const holder = {
        owner: caller.userId,
        keyId: keyIdOf(caller),
        allowances: allowancesOf(environment()),
      }
      announceLimits(holder, headers)
      const body = await readBytes(request)
      const model = requireModel(`${params.model_publisher}/${params.model_name}`)
      requireMayAsk(caller, model.id)
      const named = await resolveChat(url.searchParams, caller.userId, store())
      const turn = { model, ...named, ...turnOf(parseJson(request, body, turnBody)) }
      return answerTurn({
        store: store(),
        ...holder,
        turn,
        requestId,
        arrivedMs,
        router: reply,
        headers,
        flushMs: flushMsOf(environment()),
        accept: request.headers.get('accept'),
        signal: request.signal,
        keepAlive,
      })
    },
  },
})
