import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { App } from '../../support/app.ts'
import type { Client } from '../../support/client.ts'
import { markText } from '../../upstream/index.ts'
import { ask, endOf, readAlong, stop, textOf } from './lab/reading.ts'
import { until } from './lab/until.ts'
import { at, startWorld, storeKinds, type World } from './lab/world.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const model = 'google/gemma-2-27b-it'
const ABORTED = ['text-end', 'abort', 'finish-step', 'finish', '[DONE]']
/** What a busy machine may add to a time. */
const SLACK_MS = 700

describe.each(storeKinds)('a stop on %s', (kind) => {
  let world: World
  let apps: { writer: App; other: App }
  let here: Client
  let elsewhere: Client
  beforeAll(async () => {
    world = await startWorld(kind)
    apps = { writer: await world.start(), other: await world.start() }
    here = apps.writer.client()
    await here.signUp()
    elsewhere = at(apps.other, here)
  })
  beforeEach(() => world.upstream.reset())
  afterAll(() => world.stop())

  const newChat = async () => (await here.createChat()).id
  const upstreamOf = (mark: string) =>
    world.upstream.requests.find(({ body }) => JSON.stringify(body).includes(mark))
  const isClosed = (mark: string) => () => upstreamOf(mark)?.outcome === 'client-closed'
  const untilStored = async (chatId: number, status: string) => {
    await until(async () => (await here.messages(chatId)).at(-1)?.status).toBe(status)
    return (await here.messages(chatId)).at(-1)
  }

  test.each(['the same process', 'another process'])(
    'from %s closes the upstream request in time and keeps what was written',
    async (where) => {
      const chatId = await newChat()
      const reading = await ask(here, model, { chatId, question: '/mark kept 3000\n/slow 5' })
      await until(() => textOf(reading.events)).toContain('kept-20 ')
      const [stopper, withinMs] =
        where === 'the same process' ? [here, 1_000] : [elsewhere, 2 * world.flushMs + SLACK_MS]
      await stop(stopper, chatId)
      await expect.poll(isClosed('/mark kept'), { timeout: withinMs, interval: 20 }).toBe(true)
      const events = await reading.ended
      expect(endOf(events)).toEqual(ABORTED)
      expect(markText('kept', 3000).startsWith(textOf(events))).toBe(true)
      expect(await untilStored(chatId, 'stopped')).toMatchObject({
        content: textOf(events),
        finishReason: 'stop',
        error: null,
        usage: { estimated: true },
        receipt: { provider: 'huggingface' },
      })
      await stop(stopper, chatId)
      expect(await here.messages(chatId)).toMatchObject([{ role: 'user' }, { status: 'stopped' }])
    },
  )

  test.each(['the same process', 'another process'])('before the first part, from %s', async (where) => {
    const chatId = await newChat()
    const posted = here.postChat(model, { chatId, question: '/mark early 5\n/fault silence-before' })
    await until(() => upstreamOf('/mark early')?.outcome).toBe('running')
    await stop(where === 'the same process' ? here : elsewhere, chatId)
    const events = await readAlong(await posted).ended
    expect(endOf(events).filter((type) => type !== 'data-status')).toEqual([
      ...['start', 'start-step', 'abort', 'finish-step', 'finish', '[DONE]'],
    ])
    await until(isClosed('/mark early')).toBe(true)
    expect(await untilStored(chatId, 'stopped')).toMatchObject({ content: '', finishReason: 'stop' })
  })

  test('by generation stops that reply alone, without one all of the chat', async () => {
    const chatId = await newChat()
    const begin = (mark: string, chat = chatId) =>
      ask(here, model, { chatId: chat, question: `/mark ${mark} 3000\n/slow 5` })
    const one = await begin('one')
    const two = await begin('two')
    const three = await begin('three')
    const beside = await begin('beside', await newChat())
    await stop(elsewhere, chatId, one.response.headers.get('x-neptun-generation-id') ?? '')
    expect(endOf(await one.ended)).toEqual(ABORTED)
    expect([isClosed('/mark two')(), isClosed('/mark three')()]).toEqual([false, false])
    await stop(elsewhere, chatId, beside.response.headers.get('x-neptun-generation-id') ?? '')
    await stop(here, chatId)
    expect(endOf(await two.ended)).toEqual(ABORTED)
    expect(endOf(await three.ended)).toEqual(ABORTED)
    expect(isClosed('/mark beside')()).toBe(false)
    const statuses = (await here.messages(chatId)).map(({ status }) => status)
    expect(statuses).toEqual(['complete', 'stopped', 'complete', 'stopped', 'complete', 'stopped'])
    beside.leave()
  })

  test('is the owner’s alone', async () => {
    const chatId = await newChat()
    const reading = await ask(here, model, { chatId, question: '/mark mine 100\n/slow 5' })
    const stranger = apps.other.client()
    await stranger.signUp()
    const generation = reading.response.headers.get('x-neptun-generation-id')
    for (const client of [stranger, at(apps.writer, stranger)]) {
      const path = `/api/chats/${chatId}/stream?generation_id=${generation}`
      expect((await client.fetch(path, { method: 'DELETE' })).status).toBe(404)
      const own = (await client.createChat()).id
      await stop(client, own, generation ?? '')
    }
    expect(textOf(await reading.ended)).toBe(markText('mine', 100))
  })

  test('racing the end has one outcome, the same for reader and store', async () => {
    const chats = await Promise.all(Array.from({ length: 24 }, newChat))
    const whole = markText('race', 100)
    const outcomes = await Promise.all(
      chats.map(async (chatId, index) => {
        const reading = await ask(here, model, { chatId, question: '/mark race 100\n/slow 10' })
        await wait(index * 45)
        await stop(index % 2 ? here : elsewhere, chatId)
        const events = await reading.ended
        const stored = (await here.messages(chatId)).at(-1)
        expect(stored?.content).toBe(textOf(events))
        expect(whole.startsWith(textOf(events))).toBe(true)
        expect(endOf(events).includes('abort')).toBe(stored?.status === 'stopped')
        if (stored?.status === 'complete') expect(stored.content).toBe(whole)
        return stored?.status
      }),
    )
    expect(outcomes.filter((status) => status !== 'complete' && status !== 'stopped')).toEqual([])
  })
})
