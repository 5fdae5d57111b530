import { AppError } from '@/lib/domain/errors.ts'
import { openAiErrorResponse } from '@/lib/http/openai-errors.ts'
import { route } from '@/lib/http/route.ts'

const nothing = {
  auth: 'public' as const,
  handle: () => {
    throw new AppError('not_found', 'There is nothing at this address.')
  },
}

/** Every path under /api/v1 that is not a route: 404 in OpenAI's shape. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  { GET: nothing, POST: nothing, PUT: nothing, PATCH: nothing, DELETE: nothing },
  { errors: openAiErrorResponse },
)
