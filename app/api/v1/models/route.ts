import { openAiModelList } from '@/lib/completions/models.ts'
import { json } from '@/lib/http/body.ts'
import { openAiErrorResponse } from '@/lib/http/openai-errors.ts'
import { route } from '@/lib/http/route.ts'
import { listModels } from '@/lib/models/list.ts'
import { mayAsk } from '@/lib/session/caller.ts'

/** GET: the models that the caller may ask, in OpenAI's shape. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  {
    GET: {
      auth: 'caller',
      handle: ({ caller }) => json(openAiModelList(listModels().filter(({ id }) => mayAsk(caller, id)))),
    },
  },
  { errors: openAiErrorResponse },
)
