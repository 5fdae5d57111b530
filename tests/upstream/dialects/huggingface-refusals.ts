import { htmlRefusal, type Refusal, type RefusalContext, type RefusalTable } from '../dialect.ts'

const serving = (message: string, type: string) => ({ error: message, error_type: type })
const objected = (message: string, type: string, code: string | null, param: string | null = null) => ({
  error: { message, type, param, code },
})

const quota =
  'You have exceeded your monthly included credits for Inference Providers. Subscribe to PRO to get 20x more monthly included credits.'

/** Hub limits carry the IETF headers; `t` is the seconds until the window is over. */
const rateLimitHeaders = (retryAfter = '55') => ({
  RateLimit: `"api";r=0;t=${retryAfter}`,
  'RateLimit-Policy': '"fixed window";"api";q=500;w=300',
})

const notSupported = ({ model }: RefusalContext): Refusal => ({
  status: 400,
  body: objected(
    `The requested model '${model}' is not supported by any provider you have enabled.`,
    'invalid_request_error',
    'model_not_supported',
    'model',
  ),
})
const overloaded: Refusal = { status: 429, body: serving('Model is overloaded', 'overloaded') }
const outOfCredits: Refusal = { status: 402, body: { error: quota } }

/**
 * What the router and the servers behind it answer: a string, an object, a server's own shape, or plain text
 * (providers.md A2, A3).
 */
export const huggingFaceRefusals: RefusalTable = {
  'http-400': ({ detail }) => ({
    status: 400,
    body: objected(detail ?? 'Bad request: the conversation is malformed.', 'invalid_request_error', null),
  }),
  'http-401': { status: 401, body: { error: 'Invalid username or password.' } },
  'http-402': outOfCredits,
  'http-403': {
    status: 403,
    body: {
      error:
        'This authentication method does not have sufficient permissions to call Inference Providers on behalf of user demo',
    },
  },
  'http-403-moderation': {
    status: 403,
    body: objected(
      'The request was refused by the content policy of the provider.',
      'content_policy_violation',
      'content_policy_violation',
    ),
  },
  'http-404': { status: 404, body: 'Not Found' },
  'http-408': { status: 408, body: { detail: 'Request timed out' } },
  'http-413': { status: 413, body: { message: 'Payload Too Large' } },
  'http-422': ({ detail }) => ({
    status: 422,
    body: serving(
      `Input validation error: ${detail ?? 'temperature must be strictly positive'}`,
      'validation',
    ),
  }),
  'http-429': ({ retryAfter }) => ({
    status: 429,
    headers: rateLimitHeaders(retryAfter),
    body: { error: 'We had to rate limit you. Please slow down and try again later.' },
  }),
  'http-500': { status: 500, body: serving('Incomplete generation', 'incomplete_generation') },
  'http-502-html': htmlRefusal(502, 'Bad Gateway'),
  'http-503': { status: 503, body: { error: 'Service Unavailable' } },
  'http-503-loading': ({ model }) => ({
    status: 503,
    body: { error: `Model ${model} is currently loading`, estimated_time: 20 },
  }),
  'http-504': { status: 504, body: { message: 'The upstream server is timing out' } },
  'cf-3036': outOfCredits,
  'cf-3040': overloaded,
  'cf-3007': { status: 504, body: { message: 'The upstream server is timing out' } },
  'cf-5007': notSupported,
  quota: outOfCredits,
  overloaded,
  'no-endpoints': notSupported,
  'model-not-supported': notSupported,
}
