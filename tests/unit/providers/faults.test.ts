import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UpstreamErrorCode } from '../../../lib/domain/errors.ts'
import { type ProviderName, providerNames } from '../../../lib/domain/receipt.ts'
import type { UpstreamFault } from '../../../lib/models/upstream/fault.ts'
import { FakeUpstream, pointProvidersAt } from '../upstream/fake-upstream.ts'
import { framed, spoken, texts, wholeReply } from '../upstream/frames.ts'
import { faultOf, outcomeOf } from '../upstream/outcome.ts'
import { providers } from './by-name.ts'

const upstream = new FakeUpstream()
beforeAll(async () => {
  await upstream.start()
  pointProvidersAt(upstream.origin)
})
afterAll(() => upstream.stop())

/** A word that an upstream may quote from a person and that must never leave the wire. */
const SECRET = 'zanzibar'

const retryable: Record<string, boolean> = {
  upstream_auth: false,
  upstream_quota: false,
  upstream_rate_limited: true,
  upstream_overloaded: true,
  upstream_unavailable: true,
  upstream_timeout: true,
  upstream_model_not_found: false,
  upstream_rejected: false,
  upstream_malformed: true,
}

function expectHonest(fault: UpstreamFault, name: ProviderName, code: UpstreamErrorCode): void {
  expect(fault.code).toBe(code)
  expect(fault.provider).toBe(name)
  expect(fault.retryable).toBe(retryable[code])
  const isLimit = code === 'upstream_rate_limited' || code === 'upstream_quota'
  const tellsItsEnd = isLimit && fault.retryAfterMs !== null
  expect(fault.countsAgainstHealth).toBe(code !== 'upstream_rejected' && !tellsItsEnd)
  expect(`${fault.message} ${JSON.stringify(fault)} ${String(fault.cause)}`).not.toContain(SECRET)
  expect(fault.message).toMatch(/^[A-Z].*\.$/u)
  if (!fault.retryable && code !== 'upstream_quota') expect(fault.retryAfterMs).toBe(null)
}

async function faultOfAnswer(
  name: ProviderName,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  upstream.answer = (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  const outcome = await outcomeOf(providers[name])
  expect(outcome.text + outcome.reasoning).toBe('')
  return faultOf(outcome)
}

const everywhere: [string, number, unknown, UpstreamErrorCode][] = [
  ['400', 400, { error: { message: SECRET, type: 'invalid_request_error' } }, 'upstream_rejected'],
  ['401', 401, { error: SECRET }, 'upstream_auth'],
  ['402', 402, { error: { code: 402, message: SECRET } }, 'upstream_quota'],
  ['403', 403, { detail: SECRET }, 'upstream_auth'],
  ['404', 404, 'Not Found', 'upstream_model_not_found'],
  ['408', 408, '', 'upstream_timeout'],
  ['410', 410, { error: 'is no longer supported' }, 'upstream_model_not_found'],
  ['413', 413, { message: SECRET }, 'upstream_rejected'],
  ['418', 418, SECRET, 'upstream_rejected'],
  ['422', 422, { detail: [{ loc: ['body'], msg: SECRET, type: 'missing' }] }, 'upstream_rejected'],
  ['429', 429, { error: { message: SECRET } }, 'upstream_rate_limited'],
  ['429 of problem+json', 429, { type: 'about:blank', title: SECRET, status: 429 }, 'upstream_rate_limited'],
  [
    '429 without credit',
    429,
    { error: { type: 'insufficient_quota', code: 'insufficient_quota' } },
    'upstream_quota',
  ],
  [
    '429 with its own word for overload',
    429,
    { error: 'Model is overloaded', error_type: 'overloaded' },
    'upstream_overloaded',
  ],
  ['500', 500, { error: SECRET }, 'upstream_unavailable'],
  ['500 empty', 500, '', 'upstream_unavailable'],
  ['500 not JSON', 500, `{"error": ${SECRET}`, 'upstream_unavailable'],
  [
    '502 HTML',
    502,
    `<html><body>model not found, overloaded, flagged ${SECRET}</body></html>`,
    'upstream_unavailable',
  ],
  ['503', 503, { error: { message: SECRET } }, 'upstream_unavailable'],
  ['503 over capacity', 503, { error: { message: 'We are over capacity' } }, 'upstream_overloaded'],
  ['504', 504, `<html>${SECRET}</html>`, 'upstream_timeout'],
  ['529', 529, {}, 'upstream_overloaded'],
  ['a redirect', 302, '', 'upstream_malformed'],
  ['a body that is an array', 400, [[[{ error: SECRET }]]], 'upstream_rejected'],
  [
    'a code named like a method',
    500,
    { error: { code: 'constructor', type: '__proto__' } },
    'upstream_unavailable',
  ],
  [
    'no such model in words',
    400,
    { error: { message: 'model: acme/model-1 does not exist' } },
    'upstream_model_not_found',
  ],
  [
    'no credit in words',
    400,
    { error: `You have exceeded your monthly included credits. ${SECRET}` },
    'upstream_quota',
  ],
]

describe.each(providerNames)('%s: an error instead of a reply', (name) => {
  test.each(everywhere)('%s', async (_what, status, body, code) => {
    const fault = await faultOfAnswer(name, status, body)
    expectHonest(fault, name, code)
    expect(fault.upstreamStatus).toBe(status)
    expect(fault.connectionReset).toBe(false)
    expect(fault.curableElsewhere).toBe(true)
  })

  test('an error of 10 MiB is not read to its end', async () => {
    let written = 0
    upstream.answer = (response) => {
      response.writeHead(500)
      response.on('error', () => undefined)
      const more = (): void => {
        while (written < 10 * 1024 * 1024 && !response.destroyed) {
          written += 16 * 1024
          if (!response.write('x'.repeat(16 * 1024))) return void response.once('drain', more)
        }
      }
      more()
    }
    expectHonest(faultOf(await outcomeOf(providers[name])), name, 'upstream_unavailable')
    expect(written).toBeLessThan(10 * 1024 * 1024)
  })

  test('a Retry-After is told, capped at an hour', async () => {
    expect((await faultOfAnswer(name, 429, {}, { 'retry-after': '55' })).retryAfterMs).toBe(55_000)
    expect((await faultOfAnswer(name, 503, {}, { 'retry-after': '1382400' })).retryAfterMs).toBe(3_600_000)
    expect((await faultOfAnswer(name, 402, {}, { 'retry-after': '1382400' })).retryAfterMs).toBe(86_400_000)
    expect((await faultOfAnswer(name, 401, {}, { 'retry-after': '55' })).retryAfterMs).toBe(null)
    expect((await faultOfAnswer(name, 429, {}, { ratelimit: '"api";r=0;t=7' })).retryAfterMs).toBe(7_000)
    expect((await faultOfAnswer(name, 500, {}, { 'x-ratelimit-reset': '7' })).retryAfterMs).toBe(null)
  })
})

const envelope = (code: number) => ({
  result: null,
  success: false,
  errors: [{ code, message: `AiError: ${SECRET}` }],
  messages: [],
})

describe('what Cloudflare’s numbers mean', () => {
  test.each<[number, number, UpstreamErrorCode]>([
    [401, 10000, 'upstream_auth'],
    [400, 10000, 'upstream_auth'],
    [403, 5016, 'upstream_auth'],
    [403, 5018, 'upstream_auth'],
    [403, 3041, 'upstream_auth'],
    [403, 3023, 'upstream_auth'],
    [403, 5035, 'upstream_quota'],
    [429, 3036, 'upstream_quota'],
    [429, 3040, 'upstream_overloaded'],
    [408, 3007, 'upstream_timeout'],
    [408, 3008, 'upstream_timeout'],
    [400, 5007, 'upstream_model_not_found'],
    [404, 3042, 'upstream_model_not_found'],
    [404, 7003, 'upstream_model_not_found'],
    [400, 5004, 'upstream_rejected'],
    [400, 3003, 'upstream_rejected'],
    [413, 3006, 'upstream_rejected'],
    [405, 5005, 'upstream_rejected'],
    [405, 7001, 'upstream_rejected'],
    [500, 1234, 'upstream_unavailable'],
  ])('HTTP %i, %i', async (status, code, expected) => {
    expectHonest(await faultOfAnswer('cloudflare', status, envelope(code)), 'cloudflare', expected)
  })

  test('a number in front of the sentence counts too', async () => {
    const fault = await faultOfAnswer('cloudflare', 429, { error: '3040: Capacity temporarily exceeded' })
    expectHonest(fault, 'cloudflare', 'upstream_overloaded')
  })

  test('the daily allocation is renewed at midnight UTC', async () => {
    const fault = await faultOfAnswer('cloudflare', 429, envelope(3036))
    const renewedAt = new Date(Date.now() + (fault.retryAfterMs ?? 0))
    expect(Math.round(renewedAt.getTime() / 60_000) % (24 * 60)).toBe(0)
  })

  test('they mean nothing elsewhere', async () => {
    expectHonest(
      await faultOfAnswer('huggingface', 429, envelope(3036)),
      'huggingface',
      'upstream_rate_limited',
    )
  })
})

describe('what Hugging Face says', () => {
  test.each<[string, number, unknown, UpstreamErrorCode]>([
    [
      'no provider',
      400,
      {
        error: {
          message: "The requested model 'x' is not supported by any provider you have enabled.",
          type: 'invalid_request_error',
          param: 'model',
          code: 'model_not_supported',
        },
      },
      'upstream_model_not_found',
    ],
    [
      'credits',
      402,
      { error: `You have exceeded your monthly included credits for Inference Providers. ${SECRET}` },
      'upstream_quota',
    ],
    [
      'TGI validation',
      422,
      { error: `Input validation error: ${SECRET}`, error_type: 'validation' },
      'upstream_rejected',
    ],
    ['TGI unhealthy', 503, { error: 'unhealthy', error_type: 'healthcheck' }, 'upstream_unavailable'],
    ['TGI generation', 424, { error: SECRET, error_type: 'generation' }, 'upstream_unavailable'],
  ])('%s', async (_what, status, body, code) => {
    expectHonest(await faultOfAnswer('huggingface', status, body), 'huggingface', code)
  })

  test('a model that is being loaded, with the time that it takes', async () => {
    const fault = await faultOfAnswer('huggingface', 503, {
      error: 'Model X is currently loading',
      estimated_time: 20.0,
    })
    expectHonest(fault, 'huggingface', 'upstream_overloaded')
    expect(fault.retryAfterMs).toBe(20_000)
  })
})

const openRouterError = (code: number | string, metadata: unknown, more: object = {}) => ({
  error: { code, message: SECRET, metadata, ...more },
})

describe('what OpenRouter says', () => {
  test.each<[string, number, unknown, UpstreamErrorCode]>([
    ['negative balance', 402, openRouterError(402, {}), 'upstream_quota'],
    [
      'a typed overload',
      502,
      openRouterError(502, { error_type: 'provider_overloaded' }),
      'upstream_overloaded',
    ],
    [
      'a provider that is away',
      502,
      openRouterError(502, { error_type: 'provider_unavailable', raw: `overloaded ${SECRET}` }),
      'upstream_unavailable',
    ],
    ['a typed time-out', 502, openRouterError(502, { error_type: 'timeout' }), 'upstream_timeout'],
    [
      'a context that is too long',
      400,
      openRouterError(400, { error_type: 'context_length_exceeded' }),
      'upstream_rejected',
    ],
    [
      'no endpoints',
      404,
      { error: { code: 404, message: 'No endpoints found for acme/model-1.' } },
      'upstream_model_not_found',
    ],
    [
      'no endpoints, typed',
      503,
      openRouterError(503, {}, { availability: { code: 'no_endpoints', retryable: false } }),
      'upstream_model_not_found',
    ],
    [
      'a model that is gone',
      400,
      openRouterError(400, {}, { availability: { code: 'model_deprecated' } }),
      'upstream_model_not_found',
    ],
    [
      'not a model at all',
      400,
      { error: { code: 400, message: 'acme/model-1 is not a valid model ID' } },
      'upstream_model_not_found',
    ],
    [
      'an unmapped error counts by its status',
      503,
      openRouterError(503, { error_type: 'unmapped' }),
      'upstream_unavailable',
    ],
    ['no permission', 403, openRouterError(403, { error_type: 'permission_denied' }), 'upstream_auth'],
  ])('%s', async (_what, status, body, code) => {
    expectHonest(await faultOfAnswer('openrouter', status, body), 'openrouter', code)
  })

  test.each<[string, number, unknown]>([
    [
      'moderation',
      403,
      openRouterError(403, {
        reasons: ['violence'],
        flagged_input: SECRET,
        provider_name: 'X',
        model_slug: 'y',
      }),
    ],
    ['a typed refusal', 400, openRouterError(400, { error_type: 'content_policy_violation' })],
    ['a refusal in words', 403, { error: { code: 403, message: 'Your input was flagged' } }],
  ])('content that is refused: %s', async (_what, status, body) => {
    const fault = await faultOfAnswer('openrouter', status, body)
    expectHonest(fault, 'openrouter', 'upstream_rejected')
    expect(fault.curableElsewhere).toBe(false)
  })

  test('waits that stand in the body', async () => {
    const availability = await faultOfAnswer(
      'openrouter',
      503,
      openRouterError(503, {}, { availability: { code: 'capacity_exhausted', retry_after: 12 } }),
    )
    expectHonest(availability, 'openrouter', 'upstream_overloaded')
    expect(availability.retryAfterMs).toBe(12_000)
    const soon = String(Date.now() + 600_000)
    const limit = await faultOfAnswer(
      'openrouter',
      429,
      openRouterError(429, { headers: { 'X-RateLimit-Reset': soon } }),
    )
    expectHonest(limit, 'openrouter', 'upstream_rate_limited')
    expect(limit.retryAfterMs).toBeGreaterThan(590_000)
    expect(limit.retryAfterMs).toBeLessThanOrEqual(600_000)
  })
})

describe('what Ollama says', () => {
  test.each<[string, number, string, UpstreamErrorCode]>([
    ['no such model', 404, "model 'acme/model-1' not found", 'upstream_model_not_found'],
    ['busy', 503, 'server busy, please try again.  maximum pending requests exceeded', 'upstream_overloaded'],
    ['no thinking', 400, '"acme/model-1" does not support thinking', 'upstream_rejected'],
    [
      'no memory',
      500,
      `model requires more system memory (8 GiB) than is available ${SECRET}`,
      'upstream_unavailable',
    ],
    ['cloud is off', 403, SECRET, 'upstream_auth'],
    ['cancelled there', 499, 'request canceled', 'upstream_unavailable'],
  ])('%s', async (_what, status, error, code) => {
    expectHonest(await faultOfAnswer('ollama', status, { error }), 'ollama', code)
  })
})

describe.each(providerNames)('%s: a 200 that is no reply', (name) => {
  const voice = spoken[name]
  test.each([
    ['nothing', '', 'upstream_malformed'],
    ['white space', '\n\n  \n', 'upstream_malformed'],
    ['a page of HTML', `<!doctype html><p>${SECRET}`, 'upstream_malformed'],
    ['JSON of something else', JSON.stringify({ hello: SECRET }, null, 2), 'upstream_malformed'],
    ['JSON that is cut off', '{"choices": [{"del', 'upstream_malformed'],
    ['a list', '[1,2]', 'upstream_malformed'],
    ['a whole reply without a character', wholeReply(voice, texts('')), 'upstream_malformed'],
    [
      'an end mark alone',
      name === 'ollama' ? '{"done":true,"done_reason":"load"}\n' : 'data: [DONE]\n\n',
      'upstream_malformed',
    ],
    ['an error as JSON', JSON.stringify({ error: { code: 429, message: SECRET } }), 'upstream_rate_limited'],
    [
      'an error as JSON in many lines',
      JSON.stringify({ error: { code: 404, message: SECRET } }, null, 2),
      name === 'ollama' ? 'upstream_malformed' : 'upstream_model_not_found',
    ],
    ['an error that is a string', JSON.stringify({ error: SECRET }), 'upstream_unavailable'],
  ] as [string, string, UpstreamErrorCode][])('%s', async (_what, body, code) => {
    const fault = await faultOfAnswer(name, 200, body)
    expectHonest(fault, name, code)
    expect(fault.upstreamStatus).toBe(200)
  })

  test('content that is refused without a word', async () => {
    if (name === 'ollama') return expect(voice.framing).toBe('ndjson')
    const fault = await faultOfAnswer(name, 200, wholeReply(voice, [], 'content_filter'))
    expectHonest(fault, name, 'upstream_rejected')
    expect(fault.curableElsewhere).toBe(false)
  })
})

/** Errors inside a stream, in every shape; each is sent as the first frame and after two pieces. */
const inside: Record<ProviderName, [string, unknown, UpstreamErrorCode][]> = {
  huggingface: [
    ['TGI object', { error: { message: SECRET, http_status_code: 422 } }, 'upstream_rejected'],
    [
      'TGI string',
      { error: `Input validation error: ${SECRET}`, error_type: 'validation' },
      'upstream_rejected',
    ],
    ['TGI overload', { error: SECRET, error_type: 'overloaded' }, 'upstream_overloaded'],
    ['TGI broke down', { error: SECRET, error_type: 'incomplete_generation' }, 'upstream_unavailable'],
    ['vLLM', { object: 'error', message: SECRET, code: 400 }, 'upstream_rejected'],
    ['OpenAI', { error: { message: SECRET, type: 'server_error', code: null } }, 'upstream_unavailable'],
    ['a code as text', { error: { message: SECRET, code: '503' } }, 'upstream_unavailable'],
  ],
  cloudflare: [
    ['envelope of capacity', envelope(3040), 'upstream_overloaded'],
    ['envelope of quota', envelope(3036), 'upstream_quota'],
    ['OpenAI’s shape', { error: { message: SECRET, code: 3007 } }, 'upstream_timeout'],
  ],
  openrouter: [
    [
      'with choices',
      {
        id: 'g',
        provider: 'X',
        error: { code: 429, message: SECRET, metadata: { error_type: 'rate_limit_exceeded' } },
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      },
      'upstream_rate_limited',
    ],
    ['without choices', { error: { code: 502, message: SECRET } }, 'upstream_unavailable'],
    ['a code that is a word', { error: { code: 'server_error', message: SECRET } }, 'upstream_unavailable'],
    [
      'in the choice',
      { choices: [{ index: 0, delta: {}, error: { code: 402, message: SECRET } }] },
      'upstream_quota',
    ],
    [
      'a finish reason alone',
      { choices: [{ index: 0, delta: {}, finish_reason: 'error' }] },
      'upstream_unavailable',
    ],
    [
      'overload',
      { error: { code: 503, message: SECRET, metadata: { error_type: 'provider_overloaded', raw: SECRET } } },
      'upstream_overloaded',
    ],
  ],
  ollama: [
    ['a line', { error: 'an error was encountered while running the model' }, 'upstream_unavailable'],
    [
      'busy',
      { error: 'server busy, please try again.  maximum pending requests exceeded' },
      'upstream_overloaded',
    ],
    ['no such model', { error: "model 'acme/model-1' not found" }, 'upstream_model_not_found'],
    ['unauthorized', { error: 'unauthorized', signin_url: SECRET }, 'upstream_auth'],
    ['an object', { error: { message: SECRET, code: 500 } }, 'upstream_unavailable'],
  ],
}

describe.each(providerNames)('%s: an error inside the stream', (name) => {
  const voice = spoken[name]
  const send = (text: string) => {
    upstream.answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(text)
      // A provider that reported its error may leave the connection open; nobody waits for that.
    }
  }
  describe.each(inside[name])('%s', (_what, frame, code) => {
    test('first', async () => {
      send(framed(voice, [frame]))
      const outcome = await outcomeOf(providers[name])
      expectHonest(faultOf(outcome), name, code)
      expect(outcome.text).toBe('')
    })
    test('after two pieces, which are kept', async () => {
      send(
        framed(voice, [
          ...texts('Hel', 'lo').map(voice.piece),
          frame,
          voice.piece({ type: 'text', text: 'never' }),
        ]),
      )
      const outcome = await outcomeOf(providers[name])
      expectHonest(faultOf(outcome), name, code)
      expect(outcome.text).toBe('Hello')
      expect(faultOf(outcome).upstreamStatus).toBe(200)
    })
  })

  test('a frame that is no JSON, after a piece', async () => {
    send(
      framed(voice, texts('Hel').map(voice.piece)) +
        (voice.framing === 'sse' ? 'data: {"cho\n\n' : '{"mes\n'),
    )
    const outcome = await outcomeOf(providers[name])
    expectHonest(faultOf(outcome), name, 'upstream_malformed')
    expect(outcome.text).toBe('Hel')
  })

  test('a frame without an end is given up at its cap', async () => {
    let sent = 0
    upstream.answer = (response) => {
      response.on('error', () => undefined)
      response.write(framed(voice, texts('Hel').map(voice.piece)))
      response.write(voice.framing === 'sse' ? 'data: "' : '"')
      const more = (): void => {
        while (sent < 32 * 1024 * 1024 && !response.destroyed) {
          sent += 64 * 1024
          if (!response.write('x'.repeat(64 * 1024))) return void response.once('drain', more)
        }
      }
      more()
    }
    const outcome = await outcomeOf(providers[name])
    expectHonest(faultOf(outcome), name, 'upstream_malformed')
    expect(outcome.text).toBe('Hel')
    expect(sent).toBeLessThan(32 * 1024 * 1024)
  })
})

test('an SSE event that calls itself an error is one, whatever it holds', async () => {
  upstream.answer = (response) => response.end(`event: error\ndata: {"message":"${SECRET}","code":429}\n\n`)
  expectHonest(faultOf(await outcomeOf(providers.huggingface)), 'huggingface', 'upstream_rate_limited')
})
