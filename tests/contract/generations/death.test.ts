import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { App } from '../../support/app.ts'
import type { Client } from '../../support/client.ts'
import { markText } from '../../upstream/index.ts'
import { ask, endOf, idsOf, type Reading, resume, textOf } from './lab/reading.ts'
import { until } from './lab/until.ts'
import { at, startWorld, storeKinds, type World } from './lab/world.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** One of each dialect. */
const models = [
  'google/gemma-2-27b-it',
  'cloudflare/llama-3.3-70b-instruct-fp8-fast',
  'openrouter/llama-3.3-70b-instruct',
  'ollama/rwkv-6-world',
] as const
const REPLIES = 20
const WORDS = 5_000
const PACE_MS = 20
/** What a busy machine may add to the time between two flushes. */
const LAG_MS = 2_000

type Turn = { client: Client; chatId: number; mark: string; reading: Reading; generationId: string }

describe.each(storeKinds)('a process that is killed on %s', (kind) => {
  let world: World
  beforeEach(async () => {
    world = await startWorld(kind)
  })
  afterEach(() => world.stop())

  async function begin(client: Client, mark: string, model: string = models[0]): Promise<Turn> {
    const chatId = (await client.createChat({ name: mark })).id
    const question = `/mark ${mark} ${WORDS}\n/slow ${PACE_MS}`
    const reading = await ask(client, model, { chatId, question })
    const generationId = reading.response.headers.get('x-neptun-generation-id') ?? ''
    return { client, chatId, mark, reading, generationId }
  }
  const newClient = async (app: App) => {
    const client = app.client()
    await client.signUp()
    return client
  }
  const replyOf = async ({ chatId }: Turn, client: Client) => (await client.messages(chatId)).at(-1)
  /** How many words of a turn the upstream has sent. */
  const sent = ({ mark }: Turn) =>
    world.upstream.requests.find(({ body }) => JSON.stringify(body).includes(`/mark ${mark} `))?.pieces ?? 0
  const untilFlushed = () => wait(3 * world.flushMs)

  test('in the middle of 20 replies leaves 20 interrupted ones', async () => {
    const first = await world.start()
    const clients = await Promise.all(Array.from({ length: 4 }, () => newClient(first)))
    const finished = await Promise.all(
      clients.map(async (client, index) => {
        const chatId = (await client.createChat()).id
        await client.ask(models[index] ?? models[0], { chatId, question: '/say 30' })
        return { client, chatId, messages: await client.messages(chatId) }
      }),
    )
    const turns = await Promise.all(
      Array.from({ length: REPLIES }, (_, index) => {
        const client = clients[index % clients.length]
        if (!client) throw new Error('There is no client')
        return begin(client, `word${index}`, models[Math.floor(index / clients.length) % models.length])
      }),
    )
    await until(() => Math.min(...turns.map(sent))).toBeGreaterThan(40)
    const chats = await Promise.all(clients.map((client) => client.expectJson('GET', '/api/chats')))
    await first.kill()
    await until(() => world.upstream.openConnections()).toBe(0)

    // On one machine the next start knows; where nobody can know, time tells, and here it is made to pass.
    if (kind === 'kv') for (const { generationId } of turns) await world.silence(generationId)
    const second = await world.start()
    await until(() => second.logs()).toContain(`"event":"replies.interrupted","count":${REPLIES}`)
    const mostLost = (world.flushMs + LAG_MS) / PACE_MS
    for (const turn of turns) {
      const client = at(second, turn.client)
      const reply = await replyOf(turn, client)
      expect(reply).toMatchObject({ status: 'interrupted', error: null, finishReason: null })
      const { provider, firstTokenMs, totalMs, usage } = reply?.receipt ?? {}
      expect([provider, reply?.usage]).toEqual([expect.any(String), usage])
      expect(firstTokenMs).toBeLessThanOrEqual(totalMs ?? 0)
      expect(markText(turn.mark, WORDS).startsWith(reply?.content ?? '')).toBe(true)
      const kept = reply?.content.split(' ').length ?? 0
      expect(kept, `${turn.mark}: ${sent(turn)} words were sent`).toBeGreaterThanOrEqual(
        sent(turn) - mostLost,
      )
      expect((await client.fetch(`/api/chats/${turn.chatId}/stream`)).status).toBe(204)
    }
    for (const { client, chatId, messages } of finished)
      expect(await at(second, client).messages(chatId)).toEqual(messages)
    for (const [index, client] of clients.entries())
      expect(await at(second, client).expectJson('GET', '/api/chats')).toEqual(chats[index])

    const [turn] = turns
    if (!turn) throw new Error('There is no turn')
    const client = at(second, turn.client)
    const messages = [{ role: 'user', content: '/say 5' }]
    const body = { messages, trigger: 'regenerate-message' }
    const again = await client.ask(models[0], { chatId: turn.chatId, body })
    expect(again.done).toBe(true)
    expect((await client.messages(turn.chatId)).map(({ status }) => status)).toEqual([
      ...['complete', 'interrupted', 'complete'],
    ])
  })

  test('leaves what other processes write alone, and is noticed by whoever looks first', async () => {
    const doomed = await world.start()
    const living = await world.start()
    const client = await newClient(doomed)
    const names = ['page', 'stream', 'turn', 'start', 'reader'] as const
    const [page, stream, turn, start, reader] = await Promise.all(names.map((name) => begin(client, name)))
    if (!page || !stream || !turn || !start || !reader) throw new Error('A turn is missing')
    const survivor = await begin(at(living, client), 'survivor')
    const follower = await resume(at(living, client), reader.chatId)
    await until(() => textOf(follower.events)).toContain('reader-10 ')
    // Each reply is first written down at a moment of its own.
    await untilFlushed()
    await doomed.kill()
    await untilFlushed()

    // Nobody was alone when this one started, so nothing was ended that might have lived.
    const third = await world.start()
    const watcher = at(third, client)
    for (const begun of [page, stream, turn, start, reader, survivor])
      expect((await replyOf(begun, watcher))?.status).toBe('streaming')

    await world.silence(page.generationId)
    expect((await replyOf(page, watcher))?.status).toBe('interrupted')
    await world.silence(stream.generationId)
    expect((await watcher.fetch(`/api/chats/${stream.chatId}/stream`)).status).toBe(204)
    await world.silence(turn.generationId)
    await watcher.ask(models[0], { chatId: turn.chatId, question: '/say 2' })
    const statuses = (await watcher.messages(turn.chatId)).map(({ status }) => status)
    expect(statuses).toEqual(['complete', 'interrupted', 'complete', 'complete'])
    await world.silence(start.generationId)
    const fourth = await world.start()
    await until(() => fourth.logs()).toContain('"event":"replies.interrupted","count":1')
    await world.silence(reader.generationId)
    const events = await follower.ended
    expect(endOf(events)).toEqual(['text-end', 'error', 'finish-step', 'finish', '[DONE]'])
    expect(events.at(-2)).toMatchObject({ part: { type: 'finish', finishReason: 'error' } })
    for (const begun of [page, stream, start, reader]) {
      const reply = await replyOf(begun, watcher)
      expect(reply?.status).toBe('interrupted')
      expect(reply?.content).toContain(`${begun.mark}-2`)
      expect(markText(begun.mark, WORDS).startsWith(reply?.content ?? '')).toBe(true)
    }
    expect((await replyOf(reader, watcher))?.content).toBe(textOf(events))

    expect((await replyOf(survivor, watcher))?.status).toBe('streaming')
    const before = survivor.reading.textLength
    await until(() => survivor.reading.textLength).toBeGreaterThan(before)
    survivor.reading.leave()
  })

  test('is told to a reader who has seen more than was written down', async () => {
    const doomed = await world.start()
    const living = await world.start()
    const client = await newClient(doomed)
    const turn = await begin(client, 'ahead')
    await until(() => textOf(turn.reading.events)).toContain('ahead-60 ')
    await doomed.kill()
    await turn.reading.ended.catch(() => undefined)
    // Whatever of it was written down, this reader has seen more.
    const ahead = `${turn.reading.textLength + 1_000}.0`
    const other = at(living, client)
    const late = await resume(other, turn.chatId, { cursor: ahead })
    const punctual = await resume(other, turn.chatId, { cursor: idsOf(turn.reading.events).at(-1) ?? '' })
    await world.silence(turn.generationId)
    expect(textOf(await late.ended)).toBe('')
    const seen = textOf(turn.reading.events) + textOf(await punctual.ended)
    expect(markText('ahead', WORDS).startsWith(seen)).toBe(true)
    expect(seen.startsWith((await replyOf(turn, other))?.content ?? 'nothing')).toBe(true)
    for (const { events } of [late, punctual])
      expect(endOf(events)).toEqual(['text-end', 'error', 'finish-step', 'finish', '[DONE]'])
  })
})
