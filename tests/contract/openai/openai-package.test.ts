import OpenAI, {
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowedModelsConst } from '../../../lib/domain/model.ts'
import { makeKey } from '../../support/api-key.ts'
import { freshMark } from '../../support/upstream-control.ts'
import { type OwnStack, startOwnStack } from './own-stack.ts'

/** OpenAI's own package, unmodified: a base URL and a key are all that changes. */
const gemma = 'google/gemma-2-27b-it'
const thinker = 'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B'
async function all<T>(given: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of given) found.push(one)
  return found
}
const user = (content: string) => [{ role: 'user' as const, content }]

let stack: OwnStack
let openai: OpenAI
beforeAll(async () => {
  stack = await startOwnStack()
  openai = new OpenAI({ apiKey: stack.key.key, baseURL: `${stack.origin}/api/v1`, maxRetries: 0 })
})
afterAll(() => stack.stop())

describe('the official package', () => {
  test('lists the models and finds one', async () => {
    const ids: string[] = []
    for await (const model of openai.models.list()) ids.push(model.id)
    expect(ids).toEqual(allowedModelsConst)
    const model = await openai.models.retrieve(gemma)
    expect(model).toMatchObject({
      id: gemma,
      object: 'model',
      owned_by: 'google',
      created: expect.any(Number),
    })
  })

  test.each(['/api/v1', '/v1'])('completes at %s', async (path) => {
    const client = openai.withOptions({ baseURL: stack.origin + path })
    const completion = await client.chat.completions.create({
      model: gemma,
      messages: user('/echo Hello there'),
    })
    expect(completion).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-[0-9a-f]{24}$/u),
      object: 'chat.completion',
      created: expect.any(Number),
      model: gemma,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello there', refusal: null },
          finish_reason: 'stop',
          logprobs: null,
        },
      ],
    })
    expect(Math.abs(completion.created - Date.now() / 1000)).toBeLessThan(60)
    const { usage } = completion
    expect(usage?.completion_tokens).toBeGreaterThan(0)
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0))
    expect(completion._request_id).toMatch(/^req_/u)
  })

  test('streams, with the role first, the finish reason last, and the usage when it is asked for', async () => {
    const stream = await openai.chat.completions.create({
      model: gemma,
      messages: user('/say 200'),
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = await all(stream)
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')
    expect(text.split(' ')).toHaveLength(200)
    expect(chunks[0]?.choices[0]?.delta).toMatchObject({ role: 'assistant', content: '' })
    expect(chunks.at(-2)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' })
    const { usage, choices } = chunks.at(-1) ?? {}
    expect(choices).toEqual([])
    expect(usage).toMatchObject({ prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) })
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true)
    expect(chunks.every(({ object, model }) => object === 'chat.completion.chunk' && model === gemma)).toBe(
      true,
    )
  })

  test('streams without the usage where nobody asked', async () => {
    const stream = await openai.chat.completions.create({
      model: gemma,
      messages: user('/say 3'),
      stream: true,
    })
    const chunks = await all(stream)
    expect(chunks.some((chunk) => 'usage' in chunk || chunk.choices.length === 0)).toBe(false)
  })

  test.each([true, false])('gives the thoughts apart, streamed: %s', async (stream) => {
    const mark = freshMark()
    const asked = { model: thinker, messages: user(`/think 8\n/echo ${mark}`) }
    let reasoning = ''
    let text = ''
    if (stream) {
      for await (const chunk of await openai.chat.completions.create({ ...asked, stream })) {
        const delta: { content?: string | null; reasoning_content?: string } = chunk.choices[0]?.delta ?? {}
        reasoning += delta.reasoning_content ?? ''
        text += delta.content ?? ''
      }
    } else {
      const { choices, usage } = await openai.chat.completions.create({ ...asked, stream })
      const message: { content: string | null; reasoning_content?: string } | undefined = choices[0]?.message
      reasoning = message?.reasoning_content ?? ''
      text = message?.content ?? ''
      expect(usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThanOrEqual(0)
    }
    expect(reasoning).not.toBe('')
    expect(text).toBe(mark)
  })

  test('has its own helpers read our stream', async () => {
    const completion = await openai.chat.completions
      .stream({ model: gemma, messages: user('/echo of one piece') })
      .finalChatCompletion()
    expect(completion.choices[0]?.message.content).toBe('of one piece')
  })

  test('hands on what shapes a reply', async () => {
    const mark = freshMark()
    const completion = await openai.chat.completions.create({
      model: gemma,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'developer', content: [{ type: 'text', text: 'Be kind.' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: '/echo ' },
            { type: 'text', text: `${mark} A` },
          ],
        },
      ],
      temperature: 0.25,
      top_p: 0.5,
      max_completion_tokens: 77,
      max_tokens: 5,
      stop: ['ZZ', 'YY'],
      seed: 11,
      presence_penalty: 0.5,
      frequency_penalty: -0.5,
      user: 'somebody',
      store: true,
      metadata: { any: 'thing' },
      n: 1,
      tool_choice: 'none',
    })
    expect(completion.choices[0]?.message.content).toBe(`${mark} A`)
    const [sent] = stack.asked(mark)
    expect(sent?.body).toMatchObject({
      temperature: 0.25,
      top_p: 0.5,
      max_tokens: 77,
      stop: ['ZZ', 'YY'],
      seed: 11,
      presence_penalty: 0.5,
      frequency_penalty: -0.5,
      // Gemma has no place for a system prompt, so it stands before the question.
      messages: [{ role: 'user', content: `Be brief.\n\nBe kind.\n\n/echo ${mark} A` }],
    })
    for (const name of ['user', 'store', 'metadata', 'n', 'tool_choice'])
      expect(sent?.body).not.toHaveProperty(name)
  })

  test('ends before a stop mark also where the provider has no word for it', async () => {
    const { choices } = await openai.chat.completions.create({
      model: 'cloudflare/llama-3.3-70b-instruct-fp8-fast',
      messages: user('/echo one two <end> three'),
      stop: '<end>',
    })
    expect(choices[0]).toMatchObject({ message: { content: 'one two ' }, finish_reason: 'stop' })
  })

  test('says that a reply was cut by its length', async () => {
    const { choices } = await openai.chat.completions.create({
      model: gemma,
      messages: user('/say 5\n/fault finish-length'),
      max_tokens: 4,
    })
    expect(choices[0]?.finish_reason).toBe('length')
  })
})

/** What `asked` is refused with. */
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => {
      throw new Error('It was answered')
    },
    (error: unknown) => error,
  )
const ask = (content: string, more: object = {}) =>
  openai.chat.completions.create({ model: gemma, messages: user(content), ...more })

describe('an error is one of the package’s own', () => {
  test('400: a field out of its range, and one that is not supported', async () => {
    const error = await refusal(ask('hi', { temperature: 9 }))
    expect(error).toBeInstanceOf(BadRequestError)
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error', param: 'temperature' })
    const tools = [{ type: 'function', function: { name: 'f' } }]
    expect(await refusal(ask('hi', { tools }))).toMatchObject({
      param: 'tools',
      code: 'unsupported_parameter',
    })
  })

  test('400: a question that does not fit', async () => {
    const error = await refusal(ask('word '.repeat(20_000)))
    expect(error).toBeInstanceOf(BadRequestError)
    expect(error).toMatchObject({ code: 'context_length_exceeded', param: 'messages' })
  })

  test('401: a key that is none', async () => {
    const stranger = openai.withOptions({ apiKey: `npt_${'x'.repeat(43)}` })
    const error = await refusal(stranger.models.list())
    expect(error).toBeInstanceOf(AuthenticationError)
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' })
  })

  test('403: a key that is not for this model', async () => {
    const { key } = await makeKey(stack.person, { models: [thinker] })
    const limited = openai.withOptions({ apiKey: key })
    const error = await refusal(limited.chat.completions.create({ model: gemma, messages: user('hi') }))
    expect(error).toBeInstanceOf(PermissionDeniedError)
    expect((await all(limited.models.list())).map(({ id }) => id)).toEqual([thinker])
    await limited.chat.completions.create({ model: thinker, messages: user('/echo hi') })
  })

  test('404: a model that does not exist, with what it may have meant', async () => {
    const error = await refusal(
      openai.chat.completions.create({ model: 'google/gemma-2', messages: user('hi') }),
    )
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error).toMatchObject({ code: 'model_not_found', param: 'model' })
    expect(String(error)).toContain(gemma)
    expect(await refusal(openai.models.retrieve('a/b'))).toBeInstanceOf(NotFoundError)
  })

  test.each([
    ['http-503', 502, 'upstream_unavailable', 'microsoft/Phi-3-mini-4k-instruct'],
    ['overloaded', 503, 'upstream_overloaded', 'openrouter/deepseek-chat'],
    ['http-504', 504, 'upstream_timeout', 'openrouter/llama-3.3-70b-instruct'],
  ])('5xx: %s upstream is %i', async (fault, status, code, model) => {
    const error = await refusal(ask(`/fault ${fault}`, { model }))
    expect(error).toBeInstanceOf(InternalServerError)
    expect(error).toMatchObject({ status, code, type: 'server_error' })
  })

  test('429: a provider that is rate limited says when to come again', async () => {
    const error = await refusal(
      openai.chat.completions.create({
        model: 'mistralai/Mistral-Nemo-Instruct-2407',
        messages: user('/fault http-429 7'),
      }),
    )
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
    expect(error instanceof RateLimitError && error.headers?.get('retry-after')).toBe('7')
  })

  test('a reply that breaks off is an error of the stream, behind all that had come', async () => {
    const stream = await openai.chat.completions.create({
      model: 'mistralai/Mistral-7B-Instruct-v0.3',
      messages: user('/say 40\n/fault cut-after 12'),
      stream: true,
    })
    let text = ''
    const read = async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    }
    expect(await refusal(read())).toMatchObject({ code: 'upstream_malformed' })
    expect(text.split(' ').length).toBeGreaterThan(5)
  })

  test('abort ends the stream here and the request upstream', async () => {
    const mark = freshMark()
    const leaving = new AbortController()
    const stream = await openai.chat.completions.create(
      {
        model: 'qwen/Qwen2.5-72B-Instruct',
        messages: user(`/mark ${mark}\n/say 5000\n/slow 5`),
        stream: true,
      },
      { signal: leaving.signal },
    )
    for await (const _ of stream) leaving.abort()
    await expect.poll(() => stack.asked(mark)[0]?.outcome).toBe('client-closed')
    const gone = AbortSignal.abort()
    await expect(ask('hi', {}).then(() => openai.models.list({ signal: gone }))).rejects.toBeInstanceOf(
      APIUserAbortError,
    )
  })
})
