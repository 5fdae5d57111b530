import { describe, expect, test } from 'vitest'
import { faults } from '../../upstream/faults.ts'
import { sayText } from '../../upstream/index.ts'
import { parseJson } from '../../upstream/json.ts'
import { providerNames } from '../../upstream/models.ts'
import { ask, send } from './ask.ts'
import { countChunks } from './count-chunks.ts'
import { demoUpstream, eventually } from './fixture.ts'

const demo = demoUpstream()
const words = (count: number) => sayText(count)

describe.each(providerNames)('%s', (provider) => {
  const hear = (prompt: string) => ask(demo.origin, provider, prompt)

  test.each([
    'comments',
    'crlf',
    'no-space',
    'multi-data',
    'bom',
    'byte-by-byte',
    'slow-headers 1',
    'double-end',
  ])('%s is harmless', async (fault) => {
    const heard = await hear(`/echo Grüße aus 東京 🪐 an alle\n/fault ${fault}`)
    expect(heard).toMatchObject({
      text: 'Grüße aus 東京 🪐 an alle',
      done: true,
      finish: 'stop',
      malformed: 0,
    })
  })

  test('split-utf8 cuts inside characters and loses none', async () => {
    const heard = await hear('/say 3\n/fault split-utf8')
    expect(heard).toMatchObject({ text: `${words(3)} Grüße, 東京 🪐`, done: true })
    const cut = await countChunks(demo.origin, provider, '/say 3\n/fault split-utf8')
    expect(cut.chunks).toBeGreaterThan(8)
    expect(cut.chunks).toBeLessThan(cut.bytes / 10)
  })

  test('byte-by-byte has a chunk for every byte', async () => {
    const { chunks, bytes } = await countChunks(demo.origin, provider, '/say 2\n/fault byte-by-byte')
    expect(chunks).toBe(bytes)
  })

  test('framing faults can be combined with others', async () => {
    const heard = await hear('/fault crlf\n/fault byte-by-byte\n/fault cut-after 2\n/say 9')
    expect(heard).toMatchObject({ text: words(2), done: false, finish: null, broken: false })
  })

  test('cut-after ends cleanly, without any end mark', async () => {
    const heard = await hear('/say 9\n/fault cut-after 4')
    expect(heard).toMatchObject({ status: 200, text: words(4), done: false, finish: null, broken: false })
    expect((await hear('/say 3\n/fault cut-after 99')).done).toBe(false)
    await eventually(() => demo.upstream.openConnections()).toBe(0)
    expect(demo.upstream.requests[0]).toMatchObject({
      outcome: 'broken-off',
      fault: 'cut-after 4',
      closedByClient: false,
    })
  })

  test('reset-after breaks inside a frame, behind all that was said', async () => {
    const heard = await hear('/say 9\n/fault reset-after 4')
    expect(heard).toMatchObject({ text: words(4), done: false, broken: true })
    expect(heard.stream.trimEnd().endsWith('}')).toBe(false)
    await eventually(() => demo.upstream.requests[0]?.outcome).toBe('broken-off')
  })

  test('reset-before gives no response', async () => {
    await expect(hear('/fault reset-before')).rejects.toThrow('fetch failed')
  })

  test('malformed-after breaks one frame and goes on', async () => {
    const heard = await hear('/tokens 4\n/fault malformed-after 1')
    expect(heard).toMatchObject({ text: 't1 t3 t4', malformed: 1, done: true })
  })

  test('error-first-frame and error-after are errors inside a 200', async () => {
    expect(await hear('/say 9\n/fault error-first-frame')).toMatchObject({
      status: 200,
      text: '',
      error: expect.anything(),
    })
    const heard = await hear('/say 9\n/fault error-after 3')
    expect(heard).toMatchObject({ status: 200, text: words(3), error: expect.anything() })
    expect(heard.finish).not.toBe('stop')
  })

  test('bodies with 200 that are no stream', async () => {
    const html = await hear('/fault html-200')
    expect(html.headers.get('content-type')).toContain('text/html')
    const stream = provider === 'ollama' ? 'application/x-ndjson' : 'text/event-stream'
    const empty = await hear('/fault empty-200')
    expect(empty.headers.get('content-type')).toContain(stream)
    expect(empty).toMatchObject({ status: 200, stream: '' })
    const json = await hear('/fault json-200 402')
    expect(json).toMatchObject({ status: 200 })
    expect(json.headers.get('content-type')).toBe('application/json')
    expect(parseJson(json.stream)).toHaveProperty(provider === 'cloudflare' ? 'errors' : 'error')
    const wrong = await hear('/say 1\n/fault wrong-content-type')
    expect(wrong).toMatchObject({ text: words(1), done: true })
    expect(wrong.headers.get('content-type')).toBe('application/octet-stream')
  })

  test('silence lasts until the client leaves', async () => {
    const leaving = new AbortController()
    const before = send(demo.origin, provider, '/fault silence-before', { signal: leaving.signal })
    await eventually(() => demo.upstream.openConnections(provider)).toBe(1)
    leaving.abort()
    await expect(before).rejects.toThrow()
    await eventually(() => demo.upstream.openConnections()).toBe(0)
    expect(demo.upstream.requests[0]).toMatchObject({
      closedByClient: true,
      outcome: 'client-closed',
      status: null,
    })

    for (const fault of ['silence-after-headers', 'silence-after 2', 'keep-alive-only 5']) {
      const response = await send(demo.origin, provider, `/say 5\n/fault ${fault}`)
      expect(response.status).toBe(200)
      expect(demo.upstream.openConnections(provider)).toBe(1)
      await response.body?.cancel()
      await eventually(() => demo.upstream.openConnections()).toBe(0)
    }
  })

  test('endless goes on until the client leaves', async () => {
    const response = await send(demo.origin, provider, '/say 3\n/fault endless 1')
    let bytes = 0
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length
      if (bytes > 20_000) break
    }
    await eventually(() => demo.upstream.openConnections()).toBe(0)
    expect(demo.upstream.requests[0]?.closedByClient).toBe(true)
  })

  test('no-done, no-finish-reason and usage-missing leave one thing out', async () => {
    const ollama = provider === 'ollama'
    expect(await hear('/say 2\n/fault no-done')).toMatchObject({
      text: words(2),
      done: false,
      finish: ollama ? null : 'stop',
    })
    expect(await hear('/say 2\n/fault no-finish-reason')).toMatchObject({
      text: words(2),
      done: true,
      finish: null,
    })
    expect(await hear('/say 2\n/fault usage-missing')).toMatchObject({
      text: words(2),
      done: true,
      usage: null,
    })
  })

  test('finish-length, content-filter, empty-reply and think-unclosed end as they say', async () => {
    const filtered = provider === 'ollama' ? 'stop' : 'content_filter'
    expect(await hear('/say 9\n/fault finish-length 2')).toMatchObject({ text: words(2), finish: 'length' })
    expect(await hear('/say 4\n/fault content-filter')).toMatchObject({ text: words(2), finish: filtered })
    expect(await hear('/say 4\n/fault empty-reply')).toMatchObject({ text: '', finish: 'stop', done: true })
    expect(await hear('/fault think-unclosed 2')).toMatchObject({
      text: '<think>\nthe person',
      finish: 'length',
    })
    expect(await hear('/fault think-unclosed 2 field')).toMatchObject({ text: '', reasoning: 'the person' })
  })

  test('huge-frame has a piece of a MiB', async () => {
    const { text, done } = await hear('/say 2\n/fault huge-frame 1')
    expect(text.length).toBeGreaterThan(1024 * 1024)
    expect(done).toBe(true)
  })

  test('number-content has digits that are no strings', async () => {
    const { text, stream } = await hear('/say 1\n/fault number-content')
    expect(text).toBe('amber-1 42')
    expect(stream).toContain('"content":4')
  })
})

describe('errors inside a 200, by dialect', () => {
  test('OpenRouter: with choices, bare, and with a word for a code', async () => {
    const whole = await ask(demo.origin, 'openrouter', '/say 2\n/fault error-after 1')
    expect(whole).toMatchObject({
      finish: 'error',
      error: { code: 429, metadata: { error_type: 'rate_limit_exceeded' } },
    })
    const bare = await ask(demo.origin, 'openrouter', '/say 2\n/fault error-after 1 502 bare')
    expect(bare).toMatchObject({ finish: null, error: { code: 502 } })
    const coded = await ask(demo.origin, 'openrouter', '/fault error-first-frame string-code')
    expect(coded.error).toMatchObject({ code: 'server_error' })
  })

  test('Hugging Face: an object and an end mark, or a string and none', async () => {
    const object = await ask(demo.origin, 'huggingface', '/fault error-first-frame 422')
    expect(object).toMatchObject({ error: { http_status_code: 422 }, done: true })
    const string = await ask(demo.origin, 'huggingface', '/say 2\n/fault error-after 1 424 string')
    expect(string).toMatchObject({ error: expect.any(String), done: false })
    expect(string.stream).toContain('"error_type":"generation"')
  })

  test('Cloudflare: its envelope with its code', async () => {
    const heard = await ask(demo.origin, 'cloudflare', '/say 2\n/fault error-after 1 3036')
    expect(heard.error).toMatchObject([{ code: 3036 }])
  })

  test('Ollama: a last line', async () => {
    const { stream } = await ask(demo.origin, 'ollama', '/say 2\n/fault error-after 1')
    expect(stream.trimEnd().split('\n').at(-1)).toBe(
      '{"error":"an error was encountered while running the model"}',
    )
  })
})

test('every fault has a description, and a name that reads', () => {
  for (const [name, fault] of faults) {
    expect(name).toMatch(/^[a-z0-9-]+$/u)
    expect(fault.description).toMatch(/^[A-Z].*\.$/u)
    expect(fault.reply ?? fault.answer).toBeDefined()
  }
})
