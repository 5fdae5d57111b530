import { describe, expect, test } from 'vitest'
import { sayText } from '../../upstream/index.ts'
import { parseJson } from '../../upstream/json.ts'
import { providerNames } from '../../upstream/models.ts'
import { ask, places, send } from './ask.ts'
import { countChunks } from './count-chunks.ts'
import { demoUpstream } from './fixture.ts'
import { readEvents, readLines } from './read-stream.ts'

const demo = demoUpstream()

/** Frames with what differs from run to run taken out. */
const steady = (payload: string) =>
  parseJson(
    payload
      .replace(/"(id|created_at)":"[^"]*"/gu, '"$1":"…"')
      .replace(/"created":\d+/gu, '"created":0')
      .replace(/"p":"a[a-z]*"/gu, '"p":"…"'),
  )

describe('a reply', () => {
  test('Hugging Face: role first, finish and usage apart, end mark', async () => {
    const { stream, headers } = await ask(demo.origin, 'huggingface', '/say 2')
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const base = {
      id: '…',
      object: 'chat.completion.chunk',
      created: 0,
      model: 'Qwen/Qwen2.5-72B-Instruct',
      system_fingerprint: 'demo',
    }
    const chunk = (delta: unknown, finish: string | null) => ({
      ...base,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    })
    const { events } = readEvents(stream)
    expect(events.pop()).toBe('[DONE]')
    expect(events.map(steady)).toEqual([
      chunk({ role: 'assistant', content: '' }, null),
      chunk({ content: 'amber-1' }, null),
      chunk({ content: ' birch-2' }, null),
      chunk({}, 'stop'),
      { ...base, choices: [], usage: { prompt_tokens: 1, completion_tokens: 4, total_tokens: 5 } },
    ])
  })

  test('Cloudflare: padding of changing length, why it ended on the usage chunk', async () => {
    const { stream } = await ask(demo.origin, 'cloudflare', '/say 3')
    const { events } = readEvents(stream)
    const paddings = events.flatMap((event) => /"p":"([a-z]*)"/u.exec(event)?.[1]?.length ?? [])
    expect(new Set(paddings).size).toBe(4)
    expect(events.at(-1)).toBe('[DONE]')
    expect(steady(events.at(-2) ?? '')).toMatchObject({
      choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 6, total_tokens: 7 },
    })
  })

  test('OpenRouter: a comment first, the finish twice, usage with its cost unasked', async () => {
    const { stream, headers } = await ask(demo.origin, 'openrouter', '/say 2', {
      body: { stream_options: null },
    })
    expect(headers.get('x-generation-id')).toMatch(/^gen-/u)
    const { events, comments } = readEvents(stream)
    expect(stream.startsWith(': OPENROUTER PROCESSING\n\n')).toBe(true)
    expect(comments).toEqual(['OPENROUTER PROCESSING'])
    const ended = {
      index: 0,
      delta: { role: 'assistant', content: '' },
      finish_reason: 'stop',
      native_finish_reason: 'stop',
      logprobs: null,
    }
    expect(steady(events.at(-3) ?? '')).toMatchObject({ provider: 'DeepInfra', choices: [ended] })
    expect(steady(events.at(-2) ?? '')).toMatchObject({
      choices: [ended],
      usage: { prompt_tokens: 1, completion_tokens: 4, cost: (1 * 0.2 + 4 * 0.8) / 1e6, is_byok: false },
    })
    expect(events.at(-1)).toBe('[DONE]')
  })

  test('Ollama: a line per token, nanoseconds on the last', async () => {
    const { stream, headers } = await ask(demo.origin, 'ollama', '/say 2')
    expect(headers.get('content-type')).toBe('application/x-ndjson')
    const lines = readLines(stream).map(steady)
    const line = (content: string, done: boolean) => ({
      model: 'mollysama/rwkv-6-world:1.6b',
      created_at: '…',
      message: { role: 'assistant', content },
      done,
    })
    expect(lines).toEqual([
      line('amber-1', false),
      line(' birch-2', false),
      {
        ...line('', true),
        done_reason: 'stop',
        total_duration: expect.any(Number),
        load_duration: 1_334_875,
        prompt_eval_count: 1,
        prompt_eval_duration: expect.any(Number),
        eval_count: 4,
        eval_duration: expect.any(Number),
      },
    ])
    expect(stream).toMatch(/"created_at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z"/u)
  })

  test.each(providerNames)('%s: without delay it is one write', async (provider) => {
    const chunks = async () => (await countChunks(demo.origin, provider, '/tokens 50 0')).chunks
    expect(await chunks()).toBe(1)
    demo.upstream.change({ oneWritePerFrame: true })
    expect(await chunks()).toBeGreaterThan(50)
  })

  test.each(providerNames)('%s: a request for no stream gets one body', async (provider) => {
    const response = await send(demo.origin, provider, '/say 4', { body: { stream: false } })
    expect(response.headers.get('content-type')).toContain('application/json')
    const body = await response.text()
    expect(body).toContain(`"content":"${sayText(4)}"`)
  })

  test('usage is told by those who are asked for it', async () => {
    for (const provider of ['huggingface', 'cloudflare'] as const)
      expect((await ask(demo.origin, provider, '/say 2', { body: { stream_options: {} } })).usage).toBeNull()
  })
})

describe('thoughts', () => {
  const r1 = { body: { model: 'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B' } }

  test('of R1 at Hugging Face begin without their tag', async () => {
    const { text, reasoning } = await ask(demo.origin, 'huggingface', '/say 2', r1)
    expect(reasoning).toBe('')
    expect(text).toMatch(/^the person asks [^<]*\n<\/think>\n\namber-1 birch-2$/u)
  })

  test('of R1 at Cloudflare stand in their own field', async () => {
    const body = { model: '@cf/deepseek-ai/deepseek-r1-distill-qwen-32b' }
    const { text, reasoning } = await ask(demo.origin, 'cloudflare', '/say 2', { body })
    expect(text).toBe('amber-1 birch-2')
    expect(reasoning.split(' ')).toHaveLength(30)
  })

  test('take the shape that the prompt or the settings choose', async () => {
    const said = async (prompt: string) => (await ask(demo.origin, 'huggingface', prompt, r1)).text
    expect(await said('/say 1\n/think 2 tags')).toBe('<think>\nthe person\n</think>\n\namber-1')
    expect(await said('/say 1\n/think 0')).toBe('amber-1')
    demo.upstream.change({ thinking: { huggingface: 'split-tags' } })
    const { stream, text } = await ask(demo.origin, 'huggingface', '/say 1\n/think 1', r1)
    expect(text).toBe('<think>\nthe\n</think>\n\namber-1')
    expect(stream).toContain('"content":"<"')
  })

  test('at OpenRouter have its two fields', async () => {
    const { stream, reasoning } = await ask(demo.origin, 'openrouter', '/say 1\n/think 2')
    expect(reasoning).toBe('the person')
    expect(stream).toContain('"reasoning":"the","reasoning_details":[{"type":"reasoning.text","text":"the"')
  })
})

describe('lists and health', () => {
  const get = async (path: string, key?: string) => {
    const response = await fetch(demo.origin + path, {
      headers: key ? { authorization: `Bearer ${key}` } : {},
    })
    const text = await response.text()
    return { status: response.status, text, body: parseJson(text) }
  }

  test('Ollama says that it runs, its version, its models and what is loaded', async () => {
    expect(await get('/ollama/')).toMatchObject({ status: 200, text: 'Ollama is running' })
    expect((await get('/ollama/api/version')).body).toMatchObject({ version: expect.any(String) })
    expect((await get('/ollama/api/tags')).body).toMatchObject({ models: [{ name: places.ollama.model }] })
    expect((await get('/ollama/api/ps')).body).toEqual({ models: [] })
    await ask(demo.origin, 'ollama', '/say 1', { body: { keep_alive: '10m' } })
    expect((await get('/ollama/api/ps')).body).toMatchObject({ models: [{ name: places.ollama.model }] })
    await ask(demo.origin, 'ollama', '/say 1', { body: { keep_alive: 0 } })
    expect((await get('/ollama/api/ps')).body).toEqual({ models: [] })
  })

  test('an empty list of messages only loads the model', async () => {
    const { stream, text } = await ask(demo.origin, 'ollama', '', { body: { messages: [] } })
    expect(text).toBe('')
    expect(stream).toContain('"done":true,"done_reason":"load"')
  })

  test('keys are looked at by OpenRouter and Cloudflare', async () => {
    expect((await get('/openrouter/api/v1/key')).status).toBe(401)
    expect((await get('/openrouter/api/v1/key', places.openrouter.key)).body).toMatchObject({
      data: { usage: 0 },
    })
    for (const prefix of ['', '/cloudflare']) {
      const path = `${prefix}/client/v4/user/tokens/verify`
      expect((await get(path, 'wrong')).status).toBe(401)
      expect((await get(path, places.cloudflare.key)).body).toMatchObject({
        result: { status: 'active' },
        success: true,
      })
    }
  })

  test('models are listed, but not by Cloudflare', async () => {
    expect((await get('/huggingface/v1/models')).body).toMatchObject({ object: 'list' })
    expect((await get('/huggingface/v1/models/Qwen/Qwen2.5-72B-Instruct')).status).toBe(200)
    expect((await get('/openrouter/api/v1/models')).text).toContain('"id":"deepseek/deepseek-chat"')
    expect(await get('/cloudflare/ai/v1/models')).toMatchObject({
      status: 405,
      body: { errors: [{ code: 7001 }] },
    })
  })

  test('other paths are not found, each in its own words', async () => {
    expect(await get('/huggingface/v2')).toMatchObject({ status: 404, text: 'Not Found' })
    expect(await get('/cloudflare/x')).toMatchObject({ status: 404, body: { errors: [{ code: 7003 }] } })
    expect(await get('/openrouter/x')).toMatchObject({ status: 404, body: { error: { code: 404 } } })
    expect(await get('/ollama/x')).toMatchObject({ status: 404, text: '404 page not found' })
    expect((await get('/elsewhere')).status).toBe(404)
  })
})
