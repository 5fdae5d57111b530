import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { ModelView } from '../../../lib/domain/model-view.ts'
import type { ProviderName } from '../../../lib/domain/receipt.ts'
import { PROBE_AFTER_MS, RouteHealth, SLOW_FIRST_PART_MS } from '../../../lib/models/health.ts'
import { processWide } from '../../../lib/process-wide.ts'
import { eventually, pause } from '../../unit/upstream/eventually.ts'
import { type Answer, answerOf } from './lab/answer.ts'
import { Lab } from './lab/lab.ts'
import { atThree, onlyAt } from './lab/models.ts'

const HOUR_MS = 60 * 60_000
const clock = { now: Date.now() }
// Whoever comes first makes what the whole process shares: these circuits go by a clock that the tests move.
processWide('route-health', () => new RouteHealth(() => clock.now))
const { reply } = await import('../../../lib/models/engine.ts')
const { listModels, probeProviders } = await import('../../../lib/models/list.ts')

let lab: Lab
beforeAll(async () => {
  lab = await Lab.start()
})
beforeEach(async () => {
  vi.useRealTimers()
  lab.upstream.reset()
  // What a former test did is forgotten, or over.
  clock.now += 48 * HOUR_MS
  for (const model of [...Object.values(onlyAt), atThree]) await ask(model)
  await probeProviders()
})
afterAll(() => lab.stop())

const ask = async (model: (typeof onlyAt)[ProviderName], text = 'hello'): Promise<Answer> =>
  answerOf(await lab.ask({ model, text, router: reply }))
function viewOf(id: string): ModelView {
  const view = listModels().find((model) => model.id === id)
  if (!view) throw new Error(`${id} is not listed`)
  return view
}
/** The newest request has got its fault. */
async function faultPlays(): Promise<void> {
  await eventually('the fault', () => lab.upstream.requests.at(-1)?.fault != null)
  await pause(30)
}
const healthOf = (id: string) => [viewOf(id).health, viewOf(id).limitedUntil]
const instant = (ms: number) => new Date(ms).toISOString()

test('three faults in a row of a route are `down`, and one reply is `up` again', async () => {
  const { id } = onlyAt.openrouter
  expect(healthOf(id)).toEqual(['up', null])
  lab.upstream.script({ provider: 'openrouter', times: 3, fault: 'http-500' })
  for (const health of ['up', 'up', 'down']) {
    await ask(onlyAt.openrouter)
    expect(healthOf(id)).toEqual([health, null])
  }
  const { error } = await ask(onlyAt.openrouter)
  expect(error?.data).toMatchObject({ code: 'upstream_unavailable', retryAfter: PROBE_AFTER_MS / 1000 })
  clock.now += PROBE_AFTER_MS
  expect((await ask(onlyAt.openrouter)).status).toBe(200)
  expect(healthOf(id)).toEqual(['up', null])
})

test('what is nobody’s fault but the request’s leaves it `up`', async () => {
  const { id } = onlyAt.huggingface
  lab.upstream.script({ provider: 'huggingface', times: 'always', fault: 'http-422' })
  for (let count = 0; count < 5; count += 1) await ask(onlyAt.huggingface)
  expect(healthOf(id)).toEqual(['up', null])
})

test('a Retry-After is `limited` until then, and the route is left alone', async () => {
  const { id, routes } = onlyAt.huggingface
  lab.upstream.script({ provider: 'huggingface', fault: 'http-429 90' })
  await ask(onlyAt.huggingface)
  expect(healthOf(id)).toEqual(['limited', instant(clock.now + 90_000)])
  expect(viewOf(id).routes[0]?.limitedUntil).toBe(instant(clock.now + 90_000))

  const asked = lab.upstream.requests.length
  clock.now += 60_000
  const { headers, error } = await ask(onlyAt.huggingface)
  expect([error?.data.code, headers.get('retry-after')]).toEqual(['upstream_rate_limited', '30'])
  expect(error?.data.attempts).toEqual([
    {
      provider: 'huggingface',
      upstreamModel: routes[0].upstreamModel,
      outcome: 'skipped',
      status: null,
      ms: 0,
    },
  ])
  expect(lab.upstream.requests).toHaveLength(asked)
  clock.now += 30_000
  expect((await ask(onlyAt.huggingface)).status).toBe(200)
  expect(healthOf(id)).toEqual(['up', null])
})

test.each([
  ['ends well', 'slow-headers 100', 'complete'],
  ['is told to wait shorter', 'http-429 7', 'failed'],
  ['fails otherwise', 'http-500', 'failed'],
])('a request from before a Retry-After that %s does not change it', async (_how, fault, status) => {
  const { id } = onlyAt.huggingface
  lab.upstream.script({ provider: 'huggingface', fault: [fault, 'slow-headers 100'] })
  lab.upstream.script({ provider: 'huggingface', fault: 'http-402 90' })
  const before = await lab.ask({ model: onlyAt.huggingface, text: 'hello', router: reply })
  await faultPlays()
  await ask(onlyAt.huggingface)
  expect((await answerOf(before)).stored?.status).toBe(status)
  expect(healthOf(id)).toEqual(['limited', instant(clock.now + 90_000)])
  const { headers, error } = await ask(onlyAt.huggingface)
  expect([error?.data.code, headers.get('retry-after')]).toEqual(['upstream_quota', '90'])
})

test('a 429 that names its wait is no mark against the route, however often it comes', async () => {
  const { id } = onlyAt.huggingface
  lab.upstream.script({ provider: 'huggingface', times: 4, fault: 'http-429 2' })
  for (let count = 0; count < 4; count += 1) {
    await ask(onlyAt.huggingface)
    expect(healthOf(id)).toEqual(['limited', instant(clock.now + 2000)])
    clock.now += 2000
    expect(healthOf(id)).toEqual(['up', null])
  }
  expect((await ask(onlyAt.huggingface)).status).toBe(200)
})

test('a route that is down for longer than it is limited is shown and told as down', async () => {
  const { id } = onlyAt.huggingface
  lab.upstream.script({ provider: 'huggingface', times: 1, fault: ['http-429 2', 'slow-headers 100'] })
  lab.upstream.script({ provider: 'huggingface', times: 3, fault: 'http-500' })
  const before = await lab.ask({ model: onlyAt.huggingface, text: 'hello', router: reply })
  await faultPlays()
  for (let count = 0; count < 3; count += 1) await ask(onlyAt.huggingface)
  await answerOf(before)
  expect(healthOf(id)).toEqual(['down', null])
  const { error } = await ask(onlyAt.huggingface)
  expect(error?.data).toMatchObject({ code: 'upstream_unavailable', retryAfter: PROBE_AFTER_MS / 1000 })
})

test('a daily quota is `limited` until midnight UTC', async () => {
  lab.upstream.script({ provider: 'cloudflare', fault: 'cf-3036' })
  await ask(onlyAt.cloudflare)
  const [health, until] = healthOf(onlyAt.cloudflare.id)
  expect(health).toBe('limited')
  const leftMs = 24 * HOUR_MS - (Date.now() % (24 * HOUR_MS))
  expect(Math.abs(Date.parse(until ?? '') - clock.now - leftMs)).toBeLessThan(10_000)
})

test('a first part that takes long is `slow`', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  lab.upstream.script({ provider: 'ollama', fault: `slow-headers ${SLOW_FIRST_PART_MS + 500}` })
  const turn = await lab.ask({ model: onlyAt.ollama, text: 'hello', router: reply })
  await faultPlays()
  await vi.advanceTimersByTimeAsync(SLOW_FIRST_PART_MS + 500)
  expect((await answerOf(turn)).status).toBe(200)
  expect(healthOf(onlyAt.ollama.id)).toEqual(['slow', null])
})

test('a model is as well as its best route', async () => {
  lab.upstream.script({ provider: 'huggingface', fault: 'http-429 90' })
  lab.upstream.script({ provider: 'cloudflare', fault: 'overloaded' })
  const { receipt } = await ask(atThree)
  expect(receipt?.provider).toBe('openrouter')
  expect(healthOf(atThree.id)).toEqual(['up', null])
  expect(viewOf(atThree.id).routes.map(({ provider, health }) => [provider, health])).toEqual([
    ['huggingface', 'limited'],
    ['cloudflare', 'up'],
    ['openrouter', 'up'],
  ])
})

test('nobody asked for a while is `unknown` to the circuits, and the probe tells', async () => {
  clock.now += HOUR_MS
  expect(healthOf(onlyAt.openrouter.id)).toEqual(['up', null])
  lab.upstream.kill('ollama')
  await probeProviders()
  const gone = viewOf(onlyAt.ollama.id)
  expect([gone.health, gone.available]).toEqual(['down', false])
  expect(gone.unavailableReason).toBe(`Ollama does not answer at ${lab.upstream.origin}/ollama`)
  lab.upstream.revive()
  await probeProviders()
  expect(viewOf(onlyAt.ollama.id)).toMatchObject({ health: 'up', available: true, unavailableReason: null })
})

test('a route that was down and that nobody has tried since is `unknown` again', async () => {
  lab.upstream.script({ provider: 'openrouter', times: 3, fault: 'http-500' })
  for (let count = 0; count < 3; count += 1) await ask(onlyAt.openrouter)
  expect(healthOf(onlyAt.openrouter.id)).toEqual(['down', null])
  clock.now += HOUR_MS
  // Its provider answers the probe.
  expect(healthOf(onlyAt.openrouter.id)).toEqual(['up', null])
})
