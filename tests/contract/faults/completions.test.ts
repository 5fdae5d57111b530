import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { answerCompletion } from '../../../lib/completions/answer.ts'
import type { CompletionBody } from '../../../lib/completions/body.ts'
import { completionRequest } from '../../../lib/completions/request.ts'
import { newRequestId } from '../../../lib/domain/ids.ts'
import { openAiErrorResponse } from '../../../lib/http/openai-errors.ts'
import { noLimits } from '../../support/no-limits.ts'
import { Lab, routerWith } from './lab/lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await Lab.start()
})
beforeEach(() => lab.upstream.reset())
afterAll(() => lab.stop())

const gemma = 'google/gemma-2-27b-it'
const llama = 'cloudflare/llama-3.3-70b-instruct-fp8-fast'
const rwkv = 'ollama/rwkv-6-world'

/** Asks as the route does, on circuits of its own. */
async function complete(text: string, body: Partial<CompletionBody> = {}): Promise<Response> {
  const requestId = newRequestId()
  try {
    return await answerCompletion({
      store: lab.store,
      owner: lab.owner,
      keyId: null,
      asked: completionRequest({ model: gemma, messages: [{ role: 'user', content: text }], ...body }),
      requestId,
      arrivedMs: performance.now(),
      allowances: noLimits,
      headers: new Headers(),
      router: routerWith(),
      signal: new AbortController().signal,
      keepAlive: () => undefined,
    })
  } catch (error) {
    return openAiErrorResponse(error, requestId)
  }
}
const asked = () => lab.upstream.requests.map(({ provider }) => provider)

describe.each([true, false])('a fault before the first token is a status, streaming %s', (stream) => {
  test.each([
    ['http-429 7', 429, 'rate_limit_exceeded', 'rate_limit_error'],
    ['quota', 429, 'insufficient_quota', 'insufficient_quota'],
    ['overloaded', 503, 'upstream_overloaded', 'server_error'],
    ['http-504', 504, 'upstream_timeout', 'server_error'],
    ['http-503', 502, 'upstream_unavailable', 'server_error'],
    ['http-401', 502, 'upstream_auth', 'server_error'],
    ['model-not-supported', 502, 'upstream_model_not_found', 'server_error'],
    ['http-422', 502, 'upstream_rejected', 'server_error'],
    ['empty-reply', 502, 'upstream_malformed', 'server_error'],
  ])('%s: %i %s', async (fault, status, code, type) => {
    const response = await complete(`/fault ${fault}`, { stream, model: llama })
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ error: { message: expect.any(String), type, param: null, code } })
    if (fault.endsWith(' 7')) expect(response.headers.get('retry-after')).toBe('7')
    const isFinal = ['quota', 'http-401', 'model-not-supported', 'http-422'].includes(fault)
    expect(response.headers.get('x-should-retry')).toBe(isFinal ? 'false' : null)
  })
})

describe('a list of models', () => {
  test('is gone through when a model fails, and the answer names the one that gave it', async () => {
    lab.upstream.script({ fault: 'http-503', model: 'google/gemma-2-27b-it', times: 'always' })
    const response = await complete('/echo hello', { models: [llama, rwkv] })
    expect(await response.json()).toMatchObject({
      model: llama,
      choices: [{ message: { content: 'hello' } }],
    })
    expect(response.headers.get('x-neptun-provider')).toBe('cloudflare')
    expect(asked().at(-1)).toBe('cloudflare')
  })

  test('may lead from a model of this machine to one at a provider, for the caller wished so', async () => {
    lab.upstream.script({ provider: 'ollama', fault: 'http-503' })
    const response = await complete('/echo hello', { model: rwkv, models: [llama], stream: true })
    const text = await response.text()
    expect(text).toContain(`"model":"${llama}"`)
    expect(text).toContain('[DONE]')
    expect(asked()).toEqual(['ollama', 'cloudflare'])
  })

  test('ends at a refusal of content', async () => {
    const response = await complete('/fault http-403-moderation', {
      model: 'openrouter/deepseek-chat',
      models: [llama],
    })
    expect(response.status).toBe(502)
    expect(asked()).toEqual(['openrouter'])
  })

  test('tells the fault that waiting can cure, when all fail', async () => {
    lab.upstream.script({ provider: 'ollama', fault: 'http-404' })
    lab.upstream.script({ provider: 'cloudflare', fault: 'overloaded' })
    const response = await complete('/echo hello', { model: rwkv, models: [llama] })
    expect(response.status).toBe(503)
  })
})

test('what was left out of a question that is too long is told', async () => {
  const long = 'word '.repeat(1200)
  const turns = Array.from({ length: 5 }, () => [
    { role: 'user', content: long },
    { role: 'assistant', content: 'yes' },
  ])
  const messages = [...turns.flat(), { role: 'user', content: '/echo short' }]
  const response = await complete('', { messages })
  expect(Number(response.headers.get('x-neptun-dropped-turns'))).toBeGreaterThan(0)
  expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'short' } }] })
})
