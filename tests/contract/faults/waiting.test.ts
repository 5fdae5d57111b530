import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { KEEP_ALIVE_MS } from '../../../lib/chat/response.ts'
import { STATUS_AFTER_MS } from '../../../lib/chat/timing.ts'
import { providerNames } from '../../../lib/domain/receipt.ts'
import { providers } from '../../../lib/models/providers/index.ts'
import { eventually, pause } from '../../unit/upstream/eventually.ts'
import { markText } from '../../upstream/index.ts'
import { collect, watch } from './lab/background-reader.ts'
import { Lab } from './lab/lab.ts'
import { atThree, onlyAt } from './lab/models.ts'
import { KEPT_WORDS, WORDS } from './table/cell.ts'

let lab: Lab
beforeAll(async () => {
  lab = await Lab.start()
})
beforeEach(() => {
  lab.upstream.reset()
  // Sockets stay real; the demo upstream, in this process, waits by the same clock.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => vi.useRealTimers())
afterAll(() => lab.stop())

/** A moment in which sockets do what they have to. */
const settle = () => pause(30)
const asked = async (count = 1) => {
  await eventually('the fault', () => lab.upstream.requests[count - 1]?.fault != null)
  await settle()
}
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await settle()
}

const repeat = (type: string, count: number) => Array<string>(count).fill(type)
const errorCodeIn = (parts: ReturnType<ReturnType<typeof collect>['part']>) =>
  parts.map((part) => part.type === 'error' && JSON.parse(part.errorText).data.code)

test('the waits are those of api.md', () => {
  expect([STATUS_AFTER_MS, KEEP_ALIVE_MS]).toEqual([10_000, 15_000])
})

describe.each(providerNames)('while %s is silent', (provider) => {
  const model = onlyAt[provider]
  const { upstreamModel } = model.routes[0]
  const { firstPartMs, idleMs } = providers[provider].timeouts
  const state = provider === 'ollama' ? 'loading' : 'waiting'

  test('the response begins after 10 s, says what it waits for, is kept alive, and ends in time', async () => {
    const turn = await lab.ask({ model, text: '/fault silence-before' })
    const seen = watch(turn)
    await asked()
    await pass(STATUS_AFTER_MS - 1)
    expect(seen.response).toBe(null)
    await pass(1)
    expect(seen.response?.status).toBe(200)
    expect(seen.response?.headers.get('x-neptun-provider')).toBe(null)

    const reader = collect(await turn.response)
    await settle()
    expect(reader.types()).toEqual(['start', 'start-step', 'data-status'])
    expect(reader.part('data-status')).toEqual([
      { type: 'data-status', data: { provider, upstreamModel, state }, transient: true },
    ])
    const silentMs = firstPartMs - STATUS_AFTER_MS
    await pass(silentMs - 1)
    const comments = Math.floor((silentMs - 1) / KEEP_ALIVE_MS)
    expect(reader.types()).toEqual(['start', 'start-step', 'data-status', ...repeat('comment', comments)])
    await pass(1)
    await reader.ended
    expect(reader.types().slice(3 + comments)).toEqual(['error', 'finish-step', 'finish', 'done'])
    expect(errorCodeIn(reader.part('error'))).toEqual(['upstream_timeout'])
    const [, stored] = await turn.stored()
    expect(stored).toMatchObject({
      status: 'failed',
      content: '',
      receipt: { attempts: [{ provider, outcome: 'upstream_timeout', status: null }] },
    })
    expect(lab.upstream.requests.map(({ outcome }) => outcome)).toEqual(['client-closed'])
  })

  test('in the middle of a reply, it is kept alive and ends in time; its words stay', async () => {
    const text = `/fault silence-after ${KEPT_WORDS}\n/mark word ${WORDS}`
    const turn = await lab.ask({ model, text })
    const reader = collect(await turn.response)
    await settle()
    await pass(idleMs - 1)
    const comments = Math.floor((idleMs - 1) / KEEP_ALIVE_MS)
    const begun = ['start', 'start-step', 'text-start', 'text-delta', ...repeat('comment', comments)]
    expect(reader.types()).toEqual(begun)
    await pass(1)
    await reader.ended
    // A keep-alive may be due at the very same instant.
    const end = reader
      .types()
      .slice(begun.length)
      .filter((type) => type !== 'comment')
    expect(end).toEqual(['text-end', 'error', 'finish-step', 'finish', 'done'])
    const [, stored] = await turn.stored()
    expect(stored).toMatchObject({
      status: 'failed',
      content: markText('word', KEPT_WORDS),
      error: { data: { code: 'upstream_timeout' } },
    })
  })

  test('a reply that comes late follows in the same response', async () => {
    const lateMs = firstPartMs - 1_000
    const turn = await lab.ask({ model, text: `/fault slow-headers ${lateMs}\n/mark word ${WORDS}` })
    await asked()
    await pass(STATUS_AFTER_MS)
    const reader = collect(await turn.response)
    await pass(lateMs - STATUS_AFTER_MS)
    await reader.ended
    const comments = Math.floor((lateMs - STATUS_AFTER_MS) / KEEP_ALIVE_MS)
    expect(reader.types()).toEqual([
      ...['start', 'start-step', 'data-status', ...repeat('comment', comments)],
      ...['text-start', 'text-delta', 'text-end', 'finish-step', 'finish', 'done'],
    ])
    const [, stored] = await turn.stored()
    expect(stored).toMatchObject({ status: 'complete', content: markText('word', WORDS) })
  })
})

test('a fault within 10 s still has an honest status; one that is later is an error part', async () => {
  for (const [afterMs, status] of [
    [STATUS_AFTER_MS - 1_000, 500],
    [STATUS_AFTER_MS + 1_000, 200],
  ] as const) {
    lab.upstream.script({ provider: 'openrouter', fault: ['http-503', `slow-headers ${afterMs}`] })
    const turn = await lab.ask({ model: onlyAt.openrouter, text: 'hello' })
    await asked(lab.upstream.requests.length + 1)
    await pass(afterMs)
    const response = await turn.response
    expect(response.status).toBe(status)
    const told = await response.text()
    expect(told).toContain('upstream_overloaded')
    expect(told.includes('data: [DONE]')).toBe(status === 200)
  }
})

test('who waits is told when another route is asked, and gets its reply', async () => {
  const [first, second] = atThree.routes
  lab.upstream.script({ provider: 'huggingface', fault: 'silence-before' })
  lab.upstream.script({ provider: 'cloudflare', fault: 'slow-headers 2000' })
  const turn = await lab.ask({ model: atThree, text: `/mark word ${WORDS}` })
  await asked()
  await pass(STATUS_AFTER_MS)
  const reader = collect(await turn.response)
  await pass(providers.huggingface.timeouts.firstPartMs - STATUS_AFTER_MS)
  await asked(2)
  await pass(2_000)
  await reader.ended
  expect(reader.part('data-status').map((part) => 'data' in part && part.data)).toEqual(
    [first, second].map((route) => ({
      provider: route?.provider,
      upstreamModel: route?.upstreamModel,
      state: 'waiting',
    })),
  )
  const [, stored] = await turn.stored()
  expect(stored).toMatchObject({
    status: 'complete',
    content: markText('word', WORDS),
    receipt: {
      provider: 'cloudflare',
      reason: 'failover',
      attempts: [{ outcome: 'upstream_timeout' }, { outcome: 'ok' }],
    },
  })
})

test('who leaves the playground while it waits closes the upstream', async () => {
  const turn = await lab.ask({ model: atThree, text: '/fault silence-before', playground: true })
  await asked()
  await pass(STATUS_AFTER_MS)
  const { body } = await turn.response
  const reader = body?.getReader()
  await reader?.read()
  await reader?.cancel()
  await eventually('the end', () => lab.upstream.openConnections() === 0)
  expect(lab.upstream.requests.map(({ outcome }) => outcome)).toEqual(['client-closed'])
})
