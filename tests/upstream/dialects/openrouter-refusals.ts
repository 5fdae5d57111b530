import { htmlRefusal, type Refusal, type RefusalContext, type RefusalTable } from '../dialect.ts'

/** The typed codes of metadata.error_type by status. */
export const errorTypes: Record<number, readonly [type: string, message: string]> = {
  400: ['invalid_request', 'Invalid request parameters'],
  401: ['authentication', 'User not found.'],
  402: ['payment_required', 'Insufficient credits. Add more using https://openrouter.ai/settings/credits'],
  403: ['permission_denied', 'Request blocked: this key may not use the model'],
  404: ['not_found', 'Not found'],
  408: ['timeout', 'Request timed out'],
  413: ['payload_too_large', 'Payload too large'],
  422: ['unprocessable', 'Unprocessable request'],
  429: ['rate_limit_exceeded', 'Rate limit exceeded'],
  500: ['server', 'Internal Server Error'],
  502: ['provider_unavailable', 'Provider returned error'],
  503: ['provider_overloaded', 'Provider is temporarily overloaded'],
  504: ['timeout', 'The provider did not respond within the allowed time'],
}

type Extra = { message?: string; metadata?: Record<string, unknown>; availability?: Record<string, unknown> }

/** OpenRouter's error object for a status. */
export function errorObject(code: number, extra: Extra = {}) {
  const [type, message] = errorTypes[code] ?? ['unmapped', 'Unknown error']
  return {
    code,
    message: extra.message ?? message,
    metadata: { error_type: type, ...extra.metadata },
    ...(extra.availability && { availability: extra.availability }),
  }
}

const body = (status: number, extra?: Extra, headers?: Record<string, string>): Refusal => ({
  status,
  body: { error: errorObject(status, extra) },
  ...(headers && { headers }),
})

/** Since August 2026 what is missing is named by `availability.code`, whatever the status. */
const unavailable = (model: string, code: string, retryable = false) => ({
  code,
  retryable,
  retry_after: null,
  requested_models: [model],
  fallback_models: [],
  docs_url: `https://openrouter.ai/docs/errors#${code}`,
})

/** OpenRouter's own limit: `X-RateLimit-Reset` in Unix milliseconds. */
const limitHeaders = (retryAfter = '30') => ({
  'X-RateLimit-Limit': '20',
  'X-RateLimit-Remaining': '0',
  'X-RateLimit-Reset': String(Date.now() + (Number(retryAfter) || 30) * 1000),
})

const noEndpoints = ({ model }: RefusalContext) =>
  body(404, { message: `No endpoints found for ${model}.`, availability: unavailable(model, 'no_endpoints') })
/** An unknown id is a 400, not a 404. */
const noModel = ({ model }: RefusalContext) =>
  body(400, {
    message: `${model} is not a valid model ID`,
    availability: unavailable(model, 'model_not_found'),
  })
const overloaded = body(503, {
  metadata: { provider_name: 'DeepInfra', raw: '{"detail":"engine is busy"}' },
})

/** providers.md A4. */
export const openRouterRefusals: RefusalTable = {
  'http-400': ({ detail }) => body(400, detail ? { message: detail } : undefined),
  'http-401': body(401),
  'http-402': body(402),
  'http-403': body(403),
  'http-403-moderation': ({ model }) =>
    body(403, {
      message: `${model} requires moderation on OpenInference. Your input was flagged for "violence".`,
      metadata: {
        error_type: 'content_policy_violation',
        reasons: ['violence'],
        flagged_input: 'what the user wrote …',
        provider_name: 'OpenInference',
        model_slug: model,
      },
    }),
  'http-404': noEndpoints,
  'http-408': body(408),
  'http-413': body(413),
  'http-422': body(422),
  'http-429': ({ retryAfter }) => body(429, undefined, limitHeaders(retryAfter)),
  'http-500': body(500),
  'http-502-html': htmlRefusal(502, 'Bad Gateway'),
  'http-503': body(503, { message: 'No provider meets the routing requirements of this request' }),
  'http-503-loading': ({ model }) =>
    body(503, {
      message: `${model} is warming up`,
      availability: unavailable(model, 'temporarily_unavailable', true),
    }),
  'http-504': body(504),
  'cf-3036': body(402),
  'cf-3040': overloaded,
  'cf-3007': body(504),
  'cf-5007': noModel,
  quota: body(402),
  overloaded,
  'no-endpoints': noEndpoints,
  'model-not-supported': noModel,
}
