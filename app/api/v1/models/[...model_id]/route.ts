import { openAiModel } from '@/lib/completions/models.ts'
import { json } from '@/lib/http/body.ts'
import { openAiErrorResponse } from '@/lib/http/openai-errors.ts'
import { route } from '@/lib/http/route.ts'
import { listModels } from '@/lib/models/list.ts'
import { requireModel } from '@/lib/models/require-model.ts'
import { requireMayAsk } from '@/lib/session/caller.ts'

/** GET: one model in OpenAI's shape; its id stands in the path with `/` or with `%2F`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  {
    GET: {
      auth: 'caller',
      handle({ params, caller }) {
        const { id } = requireModel(params.model_id ?? '')
        requireMayAsk(caller, id)
        const found = listModels().find((model) => model.id === id)
        if (!found) throw new Error('The list of models lacks one of the catalogue')
        return json(openAiModel(found))
      },
    },
  },
  { errors: openAiErrorResponse },
)
