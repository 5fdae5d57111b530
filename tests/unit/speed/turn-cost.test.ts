import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { answerTurn } from '../../../lib/chat/turn.ts'
import { answerCompletion } from '../../../lib/completions/answer.ts'
import { toChatId, type UserId } from '../../../lib/domain/ids.ts'
import { type CatalogEntry, findModel } from '../../../lib/models/catalog.ts'
import { reply } from '../../../lib/models/engine.ts'
import type { Store } from '../../../lib/store/contract.ts'
import { openSqliteStore } from '../../../lib/store/sqlite/open.ts'
import {
  closing,
  framesAtOnce,
  opening,
  tokenFrame,
  tokensAtOnce,
} from '../../../scripts/bench/upstream/frames.ts'
import { temporaryFolder } from '../../contract/store/temporary-folder.ts'
import { FakeUpstream, pointProvidersAt } from '../upstream/fake-upstream.ts'
import { counting } from './counting.ts'
import { readChunks } from './read-chunks.ts'

/*
 * What a turn costs, in counts that no machine changes: writes to the caller, bytes of them, operations of the store. The
 * benchmark measures times; this holds what they come from (docs/decisions/0012-speed.md).
 */

const TOKENS = 1_000
const GAP_MS = 20
/** A write in between is a matter of time, which is not counted here. */
const flushMs = 60_000
const limits = { turnsPerMinute: 1_000, concurrent: 1_000, tokensPerDay: 0 }
const model = findModel('google/gemma-2-27b-it') as CatalogEntry

const upstream = new FakeUpstream()
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store
let owner: UserId
beforeAll(async () => {
  await upstream.start()
  pointProvidersAt(upstream.origin)
})
beforeEach(async () => {
  folder = await temporaryFolder()
  store = openSqliteStore(folder.path)
  const user = await store.users.create({ email: 'a@example.test', passwordHash: 'none', now: Date.now() })
  owner = (user as NonNullable<typeof user>).id
  upstream.answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(framesAtOnce(TOKENS))
  }
})
afterEach(async () => {
  vi.restoreAllMocks()
  await store.close()
  await folder.remove()
})
afterAll(() => upstream.stop())

const shared = () => ({
  owner,
  keyId: null,
  requestId: 'req_cost',
  arrivedMs: performance.now(),
  allowances: { user: limits, key: limits },
  headers: new Headers(),
  router: reply,
  signal: new AbortController().signal,
})
const messages = [{ role: 'user' as const, text: 'Hm?' }]

async function stored(on: Store): Promise<Response> {
  const chat = await store.chats.create(owner, { model: model.id, now: Date.now() })
  const turn = {
    model,
    chatId: chat.id,
    chat,
    messages,
    question: { text: 'Hm?' },
    trigger: 'submit' as const,
  }
  return answerTurn({ ...shared(), store: on, turn, flushMs, accept: null, keepAlive: () => undefined })
}

const playground = (on: Store) =>
  answerTurn({
    ...shared(),
    store: on,
    turn: { model, chatId: toChatId(-1), chat: null, messages, question: { text: 'Hm?' }, trigger: 'submit' },
    flushMs,
    accept: null,
    keepAlive: () => undefined,
  })

const completion = (on: Store) =>
  answerCompletion({
    ...shared(),
    store: on,
    keepAlive: () => undefined,
    asked: {
      models: [model],
      messages,
      systemPrompt: null,
      parameters: {},
      stream: true,
      includeUsage: false,
    },
  })

const kinds = [
  ['a stored turn', stored],
  ['a playground turn', playground],
  ['a completion', completion],
] as const

/** An answer in a single write, so that one read brings all of it. */
const inOneWrite = () => {
  upstream.answer = (response) => {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'content-length': framesAtOnce(50).length,
    })
    response.end(framesAtOnce(50))
  }
}

test('a completion that came whole is one write', async () => {
  inOneWrite()
  expect(await readChunks(await completion(store))).toHaveLength(1)
})

test('a completion that came whole does not wait for a store that takes its time', async () => {
  inOneWrite()
  const released = Promise.withResolvers<void>()
  const slow: Store = {
    ...store,
    limits: { ...store.limits, release: () => released.promise },
  }
  const response = await completion(slow)
  const reader = response.body?.getReader()
  const first = new TextDecoder().decode((await reader?.read())?.value)
  expect(first).toContain('"content":')
  expect(first).not.toContain('[DONE]')
  released.resolve()
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('[DONE]')
})

test.each(kinds)(
  '%s of 1,000 tokens that come at once is a few writes, with next to nothing around the text',
  async (_, ask) => {
    const chunks = await readChunks(await ask(store))
    const text = tokensAtOnce(TOKENS).join('')
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    expect(chunks.length).toBeLessThanOrEqual(4)
    expect(bytes - Buffer.byteLength(JSON.stringify(text))).toBeLessThan(2_500)
  },
)

test.each([
  ['a stored turn', stored, 90],
  ['a playground turn', playground, 60],
  ['a completion', completion, 240],
] as const)('%s of tokens that come one by one is at most one write for each', async (_, ask, mostBytes) => {
  const tokens = tokensAtOnce(20)
  upstream.answer = async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(opening)
    for (const token of tokens) {
      response.write(tokenFrame(token))
      await new Promise((resolve) => setTimeout(resolve, GAP_MS))
    }
    response.end(closing(tokens.length))
  }
  const chunks = await readChunks(await ask(store))
  expect(chunks.length).toBeLessThanOrEqual(tokens.length + 3)
  // What came while we were not looking is one write, so it is what stands around the text that is compared.
  const bytes = chunks.slice(1, -2).reduce((sum, chunk) => sum + chunk.length, 0)
  const around = (bytes - Buffer.byteLength(tokens.join(''))) / chunks.length
  expect(around).toBeLessThan(mostBytes)
})

test.each([
  [
    'a stored turn',
    stored,
    { 'limits.take': 1, 'generations.begin': 1, 'limits.release': 1, 'generations.finish': 1 },
  ],
  ['a playground turn', playground, { 'limits.take': 1, 'limits.release': 1, 'usage.record': 1 }],
  ['a completion', completion, { 'limits.take': 1, 'limits.release': 1, 'usage.record': 1 }],
] as const)('%s asks the store for no more than it needs', async (_, ask, expected) => {
  const counted = counting(store)
  await readChunks(await ask(counted.store))
  expect(Object.fromEntries(counted.calls)).toEqual(expected)
})

test('turns that come together share their transactions', async () => {
  const CALLERS = 16
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec')
  const alone = await transactionsOf(exec, 1)
  const together = await transactionsOf(exec, CALLERS)
  expect(together).toBeLessThan((CALLERS * alone) / 2)
})

/** Transactions of so many turns at once, the making of their chats included. */
async function transactionsOf(exec: { mock: { calls: [string][] } }, turns: number): Promise<number> {
  exec.mock.calls.length = 0
  await Promise.all(Array.from({ length: turns }, async () => readChunks(await stored(store))))
  return exec.mock.calls.filter(([sql]) => sql.startsWith('BEGIN')).length
}
