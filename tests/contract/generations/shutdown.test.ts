import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { App } from '../../support/app.ts'
import type { Client } from '../../support/client.ts'
import { markText } from '../../upstream/index.ts'
import { ask, endOf, type Reading, resume, textOf } from './lab/reading.ts'
import { until } from './lab/until.ts'
import { at, startWorld, storeKinds, type World } from './lab/world.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const model = 'google/gemma-2-27b-it'
/** SIGTERM's exit code; containers end a process by force after 10 s. */
const TERMINATED = 143
const CONTAINER_GRACE_MS = 10_000
const BROKEN_OFF = ['text-end', 'error', 'finish-step', 'finish', '[DONE]']

/** Tells a process to end, and gives its exit code and how long it took. */
async function terminate(app: App): Promise<{ code: number | null; tookMs: number }> {
  const begun = performance.now()
  process.kill(app.pid, 'SIGTERM')
  const code = await app.ended
  return { code, tookMs: performance.now() - begun }
}

const errorOf = ({ events }: Reading) => {
  const error = events.find((event) => event.kind === 'part' && event.part.type === 'error')
  if (error?.kind !== 'part' || error.part.type !== 'error') throw new Error('The stream has no error part')
  return JSON.parse(error.part.errorText).data
}

describe.each(storeKinds)('a process that is told to end on %s', (kind) => {
  let world: World
  let app: App
  let client: Client
  beforeEach(async () => {
    world = await startWorld(kind)
    app = await world.start()
    client = app.client()
    await client.signUp()
  })
  afterEach(() => world.stop())

  async function begin(mark: string, words: number, query: Record<string, string> = {}) {
    const chatId = (await client.createChat()).id
    const reading = await ask(client, model, { chatId, question: `/mark ${mark} ${words}\n/slow 10`, query })
    await until(() => textOf(reading.events)).toContain(`${mark}-5 `)
    return { chatId, mark, words, reading }
  }

  test('lets replies end, interrupts the rest with all that was written, and is gone in time', async () => {
    const short = await begin('short', 150)
    const unheardShort = await begin('unheard-short', 150)
    unheardShort.reading.leave()
    const long = await begin('long', 10_000)
    const unheardLong = await begin('unheard-long', 10_000)
    unheardLong.reading.leave()
    const playground = await begin('playground', 10_000, { is_playground: 'true' })
    const { code, tookMs } = await terminate(app)
    expect(code).toBe(TERMINATED)
    expect(tookMs).toBeLessThan(CONTAINER_GRACE_MS)

    expect(textOf(await short.reading.ended)).toBe(markText('short', 150))
    expect(endOf(short.reading.events)).toEqual(['text-end', 'finish-step', 'finish', '[DONE]'])
    for (const { reading } of [long, playground]) {
      expect(endOf(await reading.ended)).toEqual(BROKEN_OFF)
      expect(errorOf(reading)).toMatchObject({
        code: 'internal',
        message: expect.stringContaining('shut down'),
      })
      expect(reading.events.at(-2)).toMatchObject({ part: { finishReason: 'error' } })
    }
    await until(() => world.upstream.openConnections()).toBe(0)

    const after = at(await world.start(), client)
    const replyOf = async ({ chatId }: { chatId: number }) => (await after.messages(chatId)).at(-1)
    for (const turn of [short, unheardShort])
      expect(await replyOf(turn)).toMatchObject({
        status: 'complete',
        content: markText(turn.mark, turn.words),
        finishReason: 'stop',
      })
    expect(await replyOf(long)).toMatchObject({
      status: 'interrupted',
      content: textOf(long.reading.events),
      error: { data: errorOf(long.reading) },
      receipt: { provider: 'huggingface' },
    })
    const unheard = await replyOf(unheardLong)
    expect(unheard?.status).toBe('interrupted')
    const sent = world.upstream.requests.find(({ body }) =>
      JSON.stringify(body).includes('unheard-long'),
    )?.pieces
    // The piece that was on its way when the upstream was left may have come too late.
    expect((sent ?? 0) - (unheard?.content.split(' ').length ?? 0)).toBeLessThanOrEqual(20)
    expect(markText('unheard-long', 10_000).startsWith(unheard?.content ?? 'nothing')).toBe(true)
  })

  test('waits for a reply that nobody listens to', async () => {
    const idle = await world.start()
    expect((await terminate(idle)).code).toBe(TERMINATED)
    const { chatId, reading } = await begin('unheard', 150)
    reading.leave()
    expect((await terminate(app)).code).toBe(TERMINATED)
    const [, reply] = await at(await world.start(), client).messages(chatId)
    expect(reply).toMatchObject({ status: 'complete', content: markText('unheard', 150) })
  })

  test('begins no turn any more', async () => {
    const running = await begin('running', 200)
    const chatId = (await client.createChat()).id
    const late = slowPost(client, chatId, '/mark late 5')
    await late.sent
    process.kill(app.pid, 'SIGTERM')
    await until(async () =>
      fetch(app.origin).then(
        () => 'open',
        () => 'closed',
      ),
    ).toBe('closed')
    const { status, retryAfter, body } = await late.finish()
    expect([status, retryAfter]).toEqual([500, '1'])
    expect(body.data).toMatchObject({ code: 'internal', retryable: true, retryAfter: 1 })
    expect(textOf(await running.reading.ended)).toBe(markText('running', 200))
    expect(await app.ended).toBe(TERMINATED)
    expect(world.upstream.requests.filter(({ body: sent }) => JSON.stringify(sent).includes('late'))).toEqual(
      [],
    )
    const after = at(await world.start(), client)
    expect(await after.messages(chatId)).toEqual([])
  })

  test('tells who reads along a reply of another process, and leaves that reply alone', async () => {
    const other = await world.start()
    const { chatId, reading } = await begin('goes-on', 2_000)
    const follower = await resume(at(other, client), chatId)
    await until(() => textOf(follower.events)).toContain('goes-on-5 ')
    expect((await terminate(other)).code).toBe(TERMINATED)
    expect(endOf(await follower.ended)).toEqual(BROKEN_OFF)
    expect(errorOf(follower)).toMatchObject({ code: 'internal', retryable: true })
    expect(textOf(await reading.ended)).toBe(markText('goes-on', 2_000))
    expect((await client.messages(chatId)).at(-1)?.status).toBe('complete')
  })
})

/** A turn whose body is sent but for its last byte, until `finish`. */
function slowPost(client: Client, chatId: number, question: string) {
  const body = JSON.stringify({ messages: [{ role: 'user', content: question }] })
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    cookie: client.cookieHeader,
  }
  const url = new URL(`/api/ai/${model}/chat?chat_id=${chatId}`, client.origin)
  const post: ClientRequest = request(url, { method: 'POST', headers })
  const answered = once(post, 'response')
  const sent = new Promise<void>((resolve) => post.write(body.slice(0, -1), () => resolve()))
  return {
    sent,
    async finish() {
      post.end(body.slice(-1))
      const [response] = (await answered) as [IncomingMessage]
      let text = ''
      for await (const piece of response.setEncoding('utf8')) text += piece
      return {
        status: response.statusCode,
        retryAfter: response.headers['retry-after'],
        body: JSON.parse(text),
      }
    },
  }
}
