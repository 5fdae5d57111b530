import { describe, expect, test } from 'vitest'
import { refusalNames } from '../../upstream/dialect.ts'
import { isObject, parseJson } from '../../upstream/json.ts'
import { providerNames } from '../../upstream/models.ts'
import { ask } from './ask.ts'
import { demoUpstream } from './fixture.ts'

const demo = demoUpstream()
const body = async (...asked: Parameters<typeof ask> extends [string, ...infer Rest] ? Rest : never) => {
  const { status, stream, headers } = await ask(demo.origin, ...asked)
  return { status, body: parseJson(stream) ?? stream, retryAfter: headers.get('retry-after') }
}

describe('a wrong or missing key', () => {
  test('is refused by each in its own words', async () => {
    const options = { key: 'wrong' }
    expect(await body('huggingface', 'x', options)).toMatchObject({
      status: 401,
      body: { error: 'Invalid username or password.' },
    })
    expect(await body('cloudflare', 'x', options)).toMatchObject({
      status: 401,
      body: {
        result: null,
        success: false,
        errors: [{ code: 10_000, message: 'Authentication error' }],
        messages: [],
      },
    })
    expect(await body('openrouter', 'x', options)).toMatchObject({
      status: 401,
      body: { error: { code: 401, metadata: { error_type: 'authentication' } } },
    })
    expect((await body('openrouter', 'x', { key: '' })).body).toMatchObject({
      error: { message: 'Missing Authentication header' },
    })
    expect((await body('ollama', 'x', options)).status).toBe(200)
  })
})

describe('an unknown model', () => {
  const options = { body: { model: 'no/such-model' } }

  test('is refused by each in its own words', async () => {
    expect(await body('huggingface', 'x', options)).toMatchObject({
      status: 400,
      body: { error: { code: 'model_not_supported', param: 'model' } },
    })
    expect(await body('cloudflare', 'x', options)).toMatchObject({
      status: 400,
      body: { errors: [{ code: 5007 }] },
    })
    expect(await body('openrouter', 'x', options)).toMatchObject({
      status: 400,
      body: {
        error: { code: 400, availability: { code: 'model_not_found', requested_models: ['no/such-model'] } },
      },
    })
    expect(await body('ollama', 'x', options)).toEqual({
      status: 404,
      body: { error: "model 'no/such-model' not found" },
      retryAfter: null,
    })
  })

  test('is served where the settings say so', async () => {
    demo.upstream.change({ unknownModels: 'serve' })
    for (const provider of providerNames) expect((await body(provider, '/say 1', options)).status).toBe(200)
  })

  test('a suffix that chooses a provider or a variant is none', async () => {
    const huggingface = { body: { model: 'Qwen/Qwen2.5-72B-Instruct:featherless-ai' } }
    const openrouter = { body: { model: 'meta-llama/llama-3.3-70b-instruct:free' } }
    expect((await body('huggingface', '/say 1', huggingface)).status).toBe(200)
    expect((await body('openrouter', '/say 1', openrouter)).status).toBe(200)
  })
})

describe('a bad request', () => {
  test.each([
    ['huggingface', { repetition_penalty: -1 }, 422],
    ['huggingface', { typical_p: -1 }, 422],
    ['huggingface', { messages: 'x' }, 400],
    ['cloudflare', { seed: -1 }, 400],
    ['cloudflare', { messages: [] }, 400],
    ['openrouter', { top_p: -1 }, 400],
    ['openrouter', { messages: [{ content: 'x' }] }, 400],
    ['ollama', { think: true }, 400],
    ['ollama', { options: { temperature: 'warm' } }, 400],
    ['ollama', { model: '' }, 400],
  ] as const)('%s refuses %j', async (provider, wrong, status) => {
    expect((await body(provider, 'x', { body: wrong })).status).toBe(status)
  })

  test('a body that is no JSON is a 400', async () => {
    const response = await fetch(`${demo.origin}/ollama/api/chat`, { method: 'POST', body: '{"model":' })
    expect(response.status).toBe(400)
    expect(demo.upstream.requests[0]?.body).toBe('{"model":')
  })
})

describe('/fault with a refusal', () => {
  const cases = providerNames.flatMap((provider) => refusalNames.map((name) => [provider, name] as const))

  test.each(cases)('%s %s', async (provider, name) => {
    const refused = await body(provider, `/fault ${name}`)
    const [, status] = /^http-(\d{3})/u.exec(name) ?? []
    if (status) expect(refused.status).toBe(Number(status))
    else expect(refused.status).toBeGreaterThanOrEqual(400)
    if (name === 'http-502-html') expect(refused.body).toContain('<html>')
    else if (provider === 'cloudflare')
      expect(refused.body).toMatchObject({ success: false, errors: [{ code: expect.any(Number) }] })
    else if (provider === 'openrouter')
      expect(refused.body).toMatchObject({ error: { code: refused.status } })
    else if (provider === 'ollama') expect(refused.body).toMatchObject({ error: expect.any(String) })
    else expect(isObject(refused.body) || refused.body === 'Not Found').toBe(true)
  })

  test('the two 429s of Cloudflare differ by their code alone', async () => {
    expect(await body('cloudflare', '/fault cf-3036')).toMatchObject({
      status: 429,
      body: { errors: [{ code: 3036 }] },
    })
    expect(await body('cloudflare', '/fault cf-3040')).toMatchObject({
      status: 429,
      body: { errors: [{ code: 3040 }] },
    })
  })

  test('Retry-After in seconds, as a date, or not at all', async () => {
    expect((await body('openrouter', '/fault http-429')).retryAfter).toBeNull()
    expect((await body('openrouter', '/fault http-429 7')).retryAfter).toBe('7')
    const { retryAfter } = await body('openrouter', '/fault http-503 60 date')
    expect(new Date(retryAfter ?? '').getTime()).toBeGreaterThan(Date.now() + 50_000)
  })

  test('the body may be another', async () => {
    expect((await body('huggingface', '/fault http-500 empty')).body).toBe('')
    expect((await body('huggingface', '/fault http-500 html')).body).toContain('<html>')
    expect((await body('huggingface', '/fault http-500 text')).body).toContain('upstream connect error')
    const { headers, stream } = await ask(demo.origin, 'openrouter', '/fault http-429 mislabelled')
    expect(headers.get('content-type')).toBe('text/plain')
    expect(parseJson(stream)).toMatchObject({ error: { code: 429 } })
  })
})
