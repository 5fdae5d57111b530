import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startBridge } from '../../kv-bridge/bridge.ts'
import { type RedisServer, startRedis } from '../../kv-bridge/redis-server.ts'
import { type App, startApp } from '../../support/app.ts'
import type { Client } from '../../support/client.ts'
import { markText, startUpstream, type Upstream, upstreamEnvironment } from '../../upstream/index.ts'
import { ask, textOf } from './lab/reading.ts'
import { until } from './lab/until.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const model = 'google/gemma-2-27b-it'
const token = 'kv-token-of-this-test'
const REPLIES = 10
const WORDS = 400

let redis: RedisServer
let bridge: Awaited<ReturnType<typeof startBridge>>
let upstream: Upstream
let app: App
let client: Client
beforeAll(async () => {
  redis = await startRedis()
  bridge = await startBridge({ redis, token })
  upstream = await startUpstream({ delayMs: 0 })
  const kv = { KV_REST_API_URL: bridge.url, KV_REST_API_TOKEN: token }
  app = await startApp({ build: false, env: { ...upstreamEnvironment(upstream.origin), ...kv } })
  client = app.client()
  await client.signUp()
})
afterAll(async () => {
  await app.stop()
  await upstream.stop()
  await bridge.stop()
  await redis.stop()
})

const eventsIn = (logs: string, event: string) => logs.split(`"event":"${event}"`).length - 1

async function beginReplies(name: string) {
  return Promise.all(
    Array.from({ length: REPLIES }, async (_, index) => {
      const mark = `${name}${index}`
      const chatId = (await client.createChat()).id
      const reading = await ask(client, model, { chatId, question: `/mark ${mark} ${WORDS}\n/slow 10` })
      return { mark, chatId, reading }
    }),
  )
}

async function expectWhole(replies: Awaited<ReturnType<typeof beginReplies>>) {
  for (const { mark, chatId, reading } of replies) {
    const whole = markText(mark, WORDS)
    expect(textOf(await reading.ended)).toBe(whole)
    expect(await client.messages(chatId)).toMatchObject([{}, { status: 'complete', content: whole }])
  }
}

test('A KV that cannot be reached for a while loses nothing of what runs, and begins nothing', async () => {
  const idle = (await client.createChat()).id
  const replies = await beginReplies('away')
  await until(() => textOf(replies[0]?.reading.events ?? [])).toContain('away0-50 ')
  const { port } = new URL(bridge.url)
  await bridge.stop()
  await until(() => app.logs()).toContain('"event":"store.failing"')
  const lengths = () => replies.map(({ reading }) => reading.textLength)
  const before = lengths()
  const refused = await client.postChat(model, { chatId: idle, question: '/mark refused 5' })
  expect([refused.status, (await refused.json()).data.code]).toEqual([500, 'internal'])
  for (const [index, length] of lengths().entries()) expect(length).toBeGreaterThan(before[index] ?? 0)
  bridge = await startBridge({ redis, token, port: Number(port) })

  await expectWhole(replies)
  expect(upstream.requests.filter(({ body }) => JSON.stringify(body).includes('refused'))).toEqual([])
  expect(await client.messages(idle)).toEqual([])
  await until(() => eventsIn(app.logs(), 'store.recovered')).toBe(1)
  expect(eventsIn(app.logs(), 'store.failing')).toBe(1)
  expect(app.logs()).not.toMatch(/unhandled|away\d+-\d|refused/iu)
})

test('A KV that does not answer for a while holds nobody up who listens', async () => {
  const replies = await beginReplies('still')
  await until(() => textOf(replies[0]?.reading.events ?? [])).toContain('still0-50 ')
  await redis.client.send([['CLIENT', 'PAUSE', '2500', 'ALL']])
  const before = replies.map(({ reading }) => reading.textLength)
  await wait(1_000)
  for (const [index, { reading }] of replies.entries())
    expect(reading.textLength).toBeGreaterThan(before[index] ?? 0)
  await expectWhole(replies)
  expect(app.logs()).not.toMatch(/unhandled|still\d+-\d/iu)
})
