import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { App } from '../../support/app.ts'
import type { Client } from '../../support/client.ts'
import { ask, textOf } from './lab/reading.ts'
import { until } from './lab/until.ts'
import { startWorld, type World } from './lab/world.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let world: World
let app: App
let client: Client
beforeAll(async () => {
  world = await startWorld('sqlite')
  app = await world.start()
  client = app.client()
  await client.signUp()
})
beforeEach(() => world.upstream.reset())
afterAll(() => world.stop())

/** Two routes: when the first fails, the second is asked. */
const coder = 'qwen/Qwen2.5-Coder-32B-Instruct'
const gemma = 'google/gemma-2-27b-it'
const turns = () => world.upstream.requests.filter(({ method }) => method === 'POST')

type Phase = { model: string; question: string; fault?: string; arrived: () => boolean }
const phases: [string, Phase][] = [
  [
    'while nothing has come yet',
    { model: gemma, question: '/say 5\n/fault silence-before', arrived: () => turns().length === 1 },
  ],
  [
    'while there is a status and no word yet',
    {
      model: gemma,
      question: '/say 5\n/fault silence-after-headers',
      arrived: () => turns()[0]?.status === 200,
    },
  ],
  [
    'while keep-alives come and no word',
    {
      model: gemma,
      question: '/say 5\n/fault keep-alive-only 20',
      arrived: () => turns()[0]?.status === 200,
    },
  ],
  [
    'while the second route is asked, the first having failed',
    {
      model: coder,
      question: '/say 5\n/fault silence-before',
      fault: 'http-503',
      arrived: () => turns().length === 2 && turns()[1]?.outcome === 'running',
    },
  ],
]

describe('the upstream request of a playground turn is closed when its client leaves', () => {
  test.each(phases)('%s', async (_name, { model, question, fault, arrived }) => {
    if (fault) world.upstream.script({ fault })
    const leaving = new AbortController()
    const query = { is_playground: 'true' }
    const posted = client.postChat(model, { chatId: 1, question, query, signal: leaving.signal })
    posted.catch(() => undefined)
    await until(arrived).toBe(true)
    leaving.abort()
    await expect(posted).rejects.toThrow()
    await until(() => world.upstream.openConnections()).toBe(0)
    expect(turns().at(-1)?.outcome).toBe('client-closed')
    const asked = turns().length
    expect((await client.fetch('/api/health')).status).toBe(200)
    expect(turns()).toHaveLength(asked)
  })

  test.each(['text/event-stream', 'text/plain'])('in the middle of the reply, as %s', async (accept) => {
    const leaving = new AbortController()
    const response = await client.postChat(gemma, {
      ...{ chatId: 1, question: '/say 5000\n/slow 5', query: { is_playground: 'true' } },
      ...{ headers: { accept }, signal: leaving.signal },
    })
    const reader = response.body?.getReader()
    await reader?.read()
    leaving.abort()
    await until(() => turns()[0]?.outcome).toBe('client-closed')
  })

  test('when its client stops reading first', async () => {
    const leaving = new AbortController()
    await client.postChat(gemma, {
      ...{ chatId: 1, question: '/long 4000000\n/fault endless 1', query: { is_playground: 'true' } },
      signal: leaving.signal,
    })
    await until(() => turns()[0]?.pieces ?? 0).toBeGreaterThan(200)
    leaving.abort()
    await until(() => turns()[0]?.outcome).toBe('client-closed')
  })

  test('and its circuit stays closed: leaving is nobody’s fault', async () => {
    const reading = await ask(client, gemma, { chatId: 1, question: '/say 3', query: { is_playground: '1' } })
    await reading.ended
    expect(textOf(reading.events).split(' ')).toHaveLength(3)
  })
})

test('A running playground turn is nothing that could be taken up or stopped', async () => {
  const chatId = (await client.createChat()).id
  const query = { is_playground: 'true' }
  const reading = await ask(client, gemma, { chatId, question: '/say 5000\n/slow 5', query })
  const generation = reading.response.headers.get('x-neptun-generation-id')
  const path = `/api/chats/${chatId}/stream`
  expect((await client.fetch(path)).status).toBe(204)
  expect((await client.fetch(`${path}?generation_id=${generation}`)).status).toBe(204)
  for (const address of [path, `${path}?generation_id=${generation}`])
    expect((await client.fetch(address, { method: 'DELETE' })).status).toBe(204)
  const before = reading.textLength
  await until(() => reading.textLength).toBeGreaterThan(before)
  expect(turns()[0]?.outcome).toBe('running')
  reading.leave()
  await until(() => turns()[0]?.outcome).toBe('client-closed')
  expect(await client.messages(chatId)).toEqual([])
})
