import { type ErrorBody, type ErrorCode, errorTable } from './errors.ts'

/** An error as OpenAI's clients know it (platform.openai.com/docs/guides/error-codes). */
export type OpenAiErrorBody = {
  error: { message: string; type: string; param: string | null; code: string | null }
}

/** What another status than the code's own is answered with under /api/v1 (api.md section 6). */
const statuses: Partial<Record<ErrorCode, number>> = {
  invalid_model: 404,
  provider_not_configured: 503,
  upstream_overloaded: 503,
  upstream_rate_limited: 429,
  upstream_quota: 429,
  upstream_timeout: 504,
  upstream_auth: 502,
  upstream_unavailable: 502,
  upstream_model_not_found: 502,
  upstream_rejected: 502,
  upstream_malformed: 502,
}

/** The status of a code under /api/v1, where nothing gave it another one. */
export const openAiStatusOf = (code: ErrorCode): number => statuses[code] ?? errorTable[code][0]

/** OpenAI's own word where it has one; the others are ours. */
const codes: Partial<Record<ErrorCode, string>> = {
  invalid_model: 'model_not_found',
  invalid_body: 'invalid_value',
  context_too_long: 'context_length_exceeded',
  unauthorized: 'invalid_api_key',
  rate_limited: 'rate_limit_exceeded',
  upstream_rate_limited: 'rate_limit_exceeded',
  upstream_quota: 'insufficient_quota',
}
const parameters: Partial<Record<ErrorCode, string>> = {
  invalid_model: 'model',
  context_too_long: 'messages',
}

function typeOf(status: number, code: ErrorCode): string {
  if (code === 'upstream_quota') return 'insufficient_quota'
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status < 500 ? 'invalid_request_error' : 'server_error'
}

const textOr = (value: unknown, otherwise: string | null) => (typeof value === 'string' ? value : otherwise)
/** `messages.0.content` as OpenAI writes it: `messages[0].content`. */
const parameterOf = (path: string) => path.replace(/\.(\d+)(?=\.|$)/gu, '[$1]')

/**
 * An error of ours in OpenAI's shape with its status. `data.errorCode` and the first of `data.issues` make code and
 * param more exact where they are there.
 */
export function toOpenAiError({ statusCode, data }: ErrorBody): { status: number; body: OpenAiErrorBody } {
  const status = statuses[data.code] ?? statusCode
  const path = data.issues?.[0]?.path
  return {
    status,
    body: {
      error: {
        message: data.message,
        type: typeOf(status, data.code),
        param: path ? parameterOf(path) : (parameters[data.code] ?? null),
        code: textOr(data.errorCode, codes[data.code] ?? data.code),
      },
    },
  }
}
