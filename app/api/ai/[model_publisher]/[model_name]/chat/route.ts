import { after } from 'next/server'
import { resolveChat, resolveModel, turnBody, turnOf } from '@/lib/chat/request.ts'
import { flushMsOf } from '@/lib/chat/timing.ts'
import { answerTurn } from '@/lib/chat/turn.ts'
import { environment } from '@/lib/env.ts'
import { parseJson, readBytes } from '@/lib/http/body.ts'
import { route } from '@/lib/http/route.ts'
import { reply } from '@/lib/models/engine.ts'
import { store } from '@/lib/store/index.ts'

/** Seconds that a serverless function may go on writing a reply; a machine of one's own has no such limit. */
export const maxDuration = 300

/** POST: one turn (api.md section 1). The order of these lines is the order in which errors take precedence. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  POST: {
    auth: 'session',
    async handle({ request, url, params, caller, requestId, arrivedMs }) {
      const body = await readBytes(request)
      const model = resolveModel(params.model_publisher ?? '', params.model_name ?? '')
      const named = await resolveChat(url.searchParams, caller.userId, store())
      const turn = { model, ...named, ...turnOf(parseJson(request, body, turnBody)) }
      return answerTurn({
        store: store(),
        owner: caller.userId,
        turn,
        requestId,
        arrivedMs,
        router: reply,
        turnsPerMinute: environment().RATE_LIMIT_TURNS,
        flushMs: flushMsOf(environment()),
        accept: request.headers.get('accept'),
        signal: request.signal,
        keepAlive: (work) => after(() => work),
      })
    },
  },
})
