import 'server-only'
import { AppError, toErrorBody } from '../domain/errors.ts'
import { toOpenAiError } from '../domain/openai-error.ts'
import { errorFacts, log } from '../log.ts'
import { json } from './body.ts'

/**
 * Anything thrown, in OpenAI's shape. `x-should-retry` is what OpenAI's own clients go by: a fault that waiting does not
 * cure is not worth their three tries.
 */
export function openAiErrorResponse(error: unknown, requestId: string): Response {
  const ours = toErrorBody(error, requestId)
  if (!(error instanceof AppError)) log.error('request.failed', { requestId, ...errorFacts(error) })
  const { status, body } = toOpenAiError(ours)
  const headers = new Headers()
  const { retryAfter, retryable } = ours.data
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  if (retryable === false) headers.set('x-should-retry', 'false')
  return json(body, { status, headers })
}
