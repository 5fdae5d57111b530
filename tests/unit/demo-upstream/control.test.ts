import { describe, expect, test } from 'vitest'
import { demoKeys, remoteUpstream, sayText, upstreamEnvironment } from '../../upstream/index.ts'
import { ask, send } from './ask.ts'
import { demoUpstream, eventually } from './fixture.ts'

const demo = demoUpstream()

describe('the log', () => {
  test('holds what was sent, without the key', async () => {
    await ask(demo.origin, 'huggingface', '/say 2', { body: { temperature: 0.6 } })
    await eventually(() => demo.upstream.openConnections()).toBe(0)
    const [request] = demo.upstream.requests
    expect(request).toMatchObject({
      provider: 'huggingface',
      method: 'POST',
      path: '/huggingface/v1/chat/completions',
      model: 'Qwen/Qwen2.5-72B-Instruct',
      status: 200,
      outcome: 'complete',
      fault: null,
      closedByClient: false,
      body: { temperature: 0.6, messages: [{ role: 'user', content: '/say 2' }] },
    })
    expect(request?.headers.authorization).toBe(`Bearer …${demoKeys.huggingface.slice(-4)}`)
    expect(JSON.stringify(demo.upstream.requests)).not.toContain(demoKeys.huggingface)
  })

  test('marks refusals and is emptied by a reset', async () => {
    await ask(demo.origin, 'openrouter', '/fault http-429')
    await eventually(() => demo.upstream.openConnections()).toBe(0)
    expect(demo.upstream.requests[0]).toMatchObject({ outcome: 'refused', status: 429, fault: 'http-429' })
    demo.upstream.reset()
    expect(demo.upstream.requests).toEqual([])
  })
})

describe('a client that leaves', () => {
  test('is noticed at once, and nothing more is sent', async () => {
    const leaving = new AbortController()
    const response = await send(demo.origin, 'openrouter', '/say 5000\n/slow 5', { signal: leaving.signal })
    await response.body?.getReader().read()
    expect(demo.upstream.openConnections('openrouter')).toBe(1)
    leaving.abort()
    await eventually(() => demo.upstream.openConnections()).toBe(0)
    expect(demo.upstream.requests[0]).toMatchObject({
      closedByClient: true,
      outcome: 'client-closed',
      status: 200,
    })
  })

  test('a hundred that leave an endless stream leave no connection behind', async () => {
    const leaving = new AbortController()
    const asked = Array.from({ length: 100 }, () =>
      send(demo.origin, 'huggingface', '/long 20000\n/fault endless 50', { signal: leaving.signal }),
    )
    await Promise.all(asked)
    expect(demo.upstream.openConnections('huggingface')).toBe(100)
    leaving.abort()
    await eventually(() => demo.upstream.openConnections()).toBe(0)
  })

  test('one that leaves a fat stream it never read is gone as well', async () => {
    const response = await send(demo.origin, 'ollama', '/long 400000')
    await response.body?.cancel()
    await eventually(() => demo.upstream.requests[0]?.outcome).toBe('client-closed')
    expect(demo.upstream.openConnections()).toBe(0)
  })

  test('one that does not read holds back the stream', async () => {
    const response = await send(demo.origin, 'huggingface', '/long 400000')
    await eventually(() => demo.upstream.requests[0]?.status).toBe(200)
    expect(demo.upstream.openConnections()).toBe(1)
    const text = await response.text()
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
    await eventually(() => demo.upstream.requests[0]?.outcome).toBe('complete')
  })
})

describe('a script', () => {
  test('wins over the prompt, so many times, for whom it is meant', async () => {
    demo.upstream.script({ provider: 'cloudflare', times: 2, fault: 'cf-3040' })
    expect((await ask(demo.origin, 'huggingface', '/say 1')).status).toBe(200)
    expect((await ask(demo.origin, 'cloudflare', '/say 1')).status).toBe(429)
    expect((await ask(demo.origin, 'cloudflare', '/fault http-500')).status).toBe(429)
    expect((await ask(demo.origin, 'cloudflare', '/fault http-500')).status).toBe(500)
  })

  test('may leave the reply to the prompt, give one, or give commands', async () => {
    demo.upstream.script({ fault: ['crlf', 'cut-after 2'] })
    expect(await ask(demo.origin, 'openrouter', '/say 9')).toMatchObject({ text: sayText(2), done: false })
    demo.upstream.script({ model: 'deepseek/deepseek-chat', reply: '/say nothing of this', delayMs: 1 })
    expect((await ask(demo.origin, 'openrouter', 'x')).text).toBe('/say nothing of this')
    demo.upstream.script({ prompt: '/tokens 2', times: 'always' })
    for (const provider of ['ollama', 'openrouter'] as const)
      expect((await ask(demo.origin, provider, 'x')).text).toBe('t1 t2')
  })

  test('can make a health request fail', async () => {
    demo.upstream.script({ provider: 'ollama', on: 'side', fault: 'http-503' })
    expect((await ask(demo.origin, 'ollama', '/say 1')).status).toBe(200)
    expect((await fetch(`${demo.origin}/ollama/api/version`)).status).toBe(503)
    expect((await fetch(`${demo.origin}/ollama/api/version`)).status).toBe(200)
  })

  test('with an unknown fault is refused', () => {
    expect(() => demo.upstream.script({ fault: 'meteor' })).toThrow('There is no fault “meteor”')
  })
})

describe('killing a provider', () => {
  test('breaks its connections and refuses new ones until it is revived; others go on', async () => {
    const running = await send(demo.origin, 'cloudflare', '/say 5000\n/slow 5')
    const other = await send(demo.origin, 'openrouter', '/say 50\n/slow 1')
    demo.upstream.kill('cloudflare')
    await expect(running.text()).rejects.toThrow()
    await expect(ask(demo.origin, 'cloudflare', '/say 1')).rejects.toThrow('fetch failed')
    expect(await other.text()).toContain('[DONE]')
    await eventually(() => demo.upstream.openConnections()).toBe(0)
    expect(demo.upstream.requests.map(({ outcome }) => outcome)).toEqual(['killed', 'complete', 'killed'])
    demo.upstream.revive('cloudflare')
    expect((await ask(demo.origin, 'cloudflare', '/say 1')).status).toBe(200)
  })
})

describe('from another process', () => {
  test('all of it works over HTTP', async () => {
    const remote = remoteUpstream(demo.origin)
    await remote.script([{ provider: 'ollama', fault: 'overloaded' }, { reply: 'as told' }])
    expect((await ask(demo.origin, 'ollama', 'x')).status).toBe(503)
    expect((await ask(demo.origin, 'openrouter', 'x')).text).toBe('as told')
    expect((await remote.requests('ollama')).map(({ fault }) => fault)).toEqual(['overloaded'])
    expect(await remote.requests()).toHaveLength(2)

    await remote.change({ delayMs: 3, thinking: { ollama: 'field' } })
    expect((await ask(demo.origin, 'ollama', '/say 3\n/think 1')).reasoning).toBe('the')
    await remote.kill('huggingface')
    await expect(ask(demo.origin, 'huggingface', 'x')).rejects.toThrow('fetch failed')
    await remote.revive()
    const response = await send(demo.origin, 'huggingface', '/say 900\n/slow 20')
    expect(await remote.connections()).toMatchObject({
      running: 1,
      byProvider: { huggingface: 1, ollama: 0 },
    })
    await response.body?.cancel()
    await remote.reset()
    expect(await remote.requests()).toEqual([])
  })

  test('what it cannot understand is refused with a reason', async () => {
    const remote = remoteUpstream(demo.origin)
    await expect(remote.script({ fault: 'meteor' })).rejects.toThrow('There is no fault “meteor”')
    const post = (name: string, body: unknown, headers = {}) =>
      fetch(`${demo.origin}/__control/${name}`, { method: 'POST', body: JSON.stringify(body), headers })
    expect((await post('script', { provider: 'acme' })).status).toBe(400)
    expect((await post('script', { times: 0 })).status).toBe(400)
    expect((await post('script', { what: 1 })).status).toBe(400)
    expect((await post('settings', { delayMs: 'x' })).status).toBe(400)
    expect((await post('kill', {})).status).toBe(400)
    expect((await post('nothing', {})).status).toBe(404)
    expect((await post('reset', {}, { origin: 'https://example.com' })).status).toBe(403)
  })

  test('help is a page of Markdown', async () => {
    expect(await (await fetch(`${demo.origin}/__control/help`)).text()).toContain('`cut-after [N]`')
  })
})

test('the environment points at every mount', async () => {
  const environment = upstreamEnvironment(demo.origin)
  expect(environment).toMatchObject({
    HUGGINGFACE_BASE_URL: `${demo.origin}/huggingface/v1`,
    CLOUDFLARE_BASE_URL: `${demo.origin}/cloudflare/ai/v1`,
    OPENROUTER_BASE_URL: `${demo.origin}/openrouter/api/v1`,
    OLLAMA_BASE_URL: `${demo.origin}/ollama`,
  })
  const answered = await fetch(`${environment.OPENROUTER_BASE_URL}/key`, {
    headers: { authorization: `Bearer ${environment.OPENROUTER_API_KEY}` },
  })
  expect(answered.status).toBe(200)
})
