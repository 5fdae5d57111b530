import { allowancesOf, announceLimits } from '@/lib/chat/limits.ts'
import { answerCompletion } from '@/lib/completions/answer.ts'
import { completionBody } from '@/lib/completions/body.ts'
import { completionRequest } from '@/lib/completions/request.ts'
import { environment } from '@/lib/env.ts'
import { readJson } from '@/lib/http/body.ts'
import { keepAlive } from '@/lib/http/keep-alive.ts'
import { openAiErrorResponse } from '@/lib/http/openai-errors.ts'
import { route } from '@/lib/http/route.ts'
import { reply } from '@/lib/models/engine.ts'
import { keyIdOf, requireMayAsk } from '@/lib/session/caller.ts'
import { store } from '@/lib/store/index.ts'

/** Seconds that a serverless function may go on answering. */
export const maxDuration = 300

/** POST: one completion in OpenAI's protocol (api.md section 6). */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  {
    POST: {
      auth: 'caller',
      async handle({ request, caller, requestId, arrivedMs, headers }) {
        const holder = {
          owner: caller.userId,
          keyId: keyIdOf(caller),
          allowances: allowancesOf(environment()),
        }
        announceLimits(holder, headers)
        const asked = completionRequest(await readJson(request, completionBody))
        for (const model of asked.models) requireMayAsk(caller, model.id)
        return answerCompletion({
          store: store(),
          ...holder,
          asked,
          requestId,
          arrivedMs,
          headers,
          router: reply,
          signal: request.signal,
          keepAlive,
        })
      },
    },
  },
  { errors: openAiErrorResponse },
)
