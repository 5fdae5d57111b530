import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { stopReplies } from '../../../lib/chat/stream.ts'
import { type ProviderName, providerNames } from '../../../lib/domain/receipt.ts'
import { type Lesson, PROBE_AFTER_MS, RouteHealth } from '../../../lib/models/health.ts'
import { markText, type Outcome } from '../../upstream/index.ts'
import { answerOf, typesOf } from './lab/answer.ts'
import { Lab, routerWith, type Turn } from './lab/lab.ts'
import { firstAt } from './lab/models.ts'
import { KEPT_WORDS, WORDS } from './table/cell.ts'

let lab: Lab
beforeAll(async () => {
  lab = await Lab.start()
})
beforeEach(() => lab.upstream.reset())
afterAll(() => lab.stop())

/** What the upstream does meanwhile, and how many words have come by then. */
const phases = [
  ['before the headers', 'silence-before', 0],
  ['before the first part', 'silence-after-headers', 0],
  ['while only keep-alives come', 'keep-alive-only 20', 0],
  ['in the middle of the reply', `silence-after ${KEPT_WORDS}`, KEPT_WORDS],
] as const

const fault: Lesson = { outcome: 'upstream_unavailable', counts: true, retryAfterMs: null, limit: false }

/** A circuit that one more fault would open. */
function atTheBrink(provider: ProviderName) {
  const health = new RouteHealth()
  const route = firstAt(provider).routes[0]
  health.report(route, fault)
  health.report(route, fault)
  return { health, expectNoMark: () => expect(health.admits(route)).toBe(true) }
}

const asked = () => expect.poll(() => lab.upstream.openConnections(), { interval: 5, timeout: 5_000 }).toBe(1)
/** So many requests were made and ended like this; `client-closed` is by us. */
async function expectRequests(...outcomes: Outcome[]): Promise<void> {
  await expect.poll(() => lab.upstream.openConnections(), { interval: 5, timeout: 5_000 }).toBe(0)
  expect(lab.upstream.requests.map(({ outcome }) => outcome)).toEqual(outcomes)
}

async function stop({ chat }: Turn): Promise<void> {
  if (!chat) throw new Error('Only a stored turn can be stopped')
  await stopReplies({ store: lab.store, owner: lab.owner, chatId: chat.id })
}

describe.each(providerNames)('a turn at %s', (provider) => {
  describe.each(phases)('%s', (_phase, play, words) => {
    const text = `/fault ${play}\n/mark word ${WORDS}`

    test('stopped: what was written stays, and it is nobody’s fault', async () => {
      const { health, expectNoMark } = atTheBrink(provider)
      const turn = await lab.ask({ model: firstAt(provider), text, router: routerWith(health) })
      await asked()
      if (words > 0) await turn.response
      await stop(turn)
      const { status, error, reply, finishReason, stored } = await answerOf(turn)

      const kept = markText('word', words)
      const texts = words > 0 ? ['text-start', 'text-delta', 'text-end'] : []
      expect([status, error, finishReason]).toEqual([200, null, 'stop'])
      expect(reply && typesOf(reply).filter((type) => type !== 'data-status')).toEqual([
        ...['start', 'start-step', ...texts, 'abort', 'finish-step', 'finish'],
      ])
      expect([reply?.text, reply?.done]).toEqual([kept, true])
      expect(stored).toMatchObject({ status: 'stopped', finishReason: 'stop', content: kept, error: null })
      expect(stored?.receipt?.attempts).toMatchObject(
        words > 0 ? [{ provider, outcome: 'ok', status: 200 }] : [],
      )
      await expectRequests('client-closed')
      expectNoMark()
    })

    test('left in the playground: the upstream is closed, and nobody else is asked', async () => {
      const { health, expectNoMark } = atTheBrink(provider)
      const leaving = new AbortController()
      const turn = await lab.ask({
        model: firstAt(provider),
        text,
        router: routerWith(health),
        playground: true,
        signal: leaving.signal,
      })
      await asked()
      if (words > 0) await (await turn.response).body?.cancel()
      else leaving.abort()
      await expectRequests('client-closed')
      expectNoMark()
    })
  })

  test.each([
    ['before the headers', `/fault slow-headers 100\n/mark word ${WORDS}`, false],
    ['in the middle of the reply', `/slow 10\n/mark word ${WORDS}`, true],
  ])('left %s by the reader of a stored reply: it is written to its end', async (_phase, text, begun) => {
    const leaving = new AbortController()
    const turn = await lab.ask({ model: firstAt(provider), text, signal: leaving.signal })
    await asked()
    leaving.abort()
    if (begun) await (await turn.response).body?.cancel()
    const [, stored] = await turn.stored()
    expect(stored).toMatchObject({ status: 'complete', content: markText('word', WORDS), error: null })
    await expectRequests('complete')
  })
})

test('a stop during the second route ends there, and marks the first alone', async () => {
  const model = firstAt('huggingface')
  const [first, second] = model.routes
  const health = new RouteHealth()
  for (const route of [first, second ?? first])
    for (const lesson of [fault, fault]) health.report(route, lesson)
  lab.upstream.script({ provider: 'huggingface', fault: 'http-500' })
  lab.upstream.script({ provider: 'cloudflare', fault: 'silence-before' })
  const turn = await lab.ask({ model, text: 'hello', router: routerWith(health) })
  await expect.poll(() => lab.upstream.openConnections('cloudflare'), { timeout: 5_000 }).toBe(1)
  await stop(turn)
  const { stored } = await answerOf(turn)
  expect(stored).toMatchObject({
    status: 'stopped',
    receipt: { provider: null, attempts: [{ provider: 'huggingface', outcome: 'upstream_unavailable' }] },
  })
  await expectRequests('refused', 'client-closed')
  expect([health.admits(first), health.admits(second ?? first)]).toEqual([false, true])
})

test('a stop of the request that tries an open circuit again leaves it to the next', async () => {
  const clock = { now: 1_000_000 }
  const health = new RouteHealth(() => clock.now)
  const model = firstAt('huggingface')
  for (const lesson of [fault, fault, fault]) health.report(model.routes[0], lesson)
  clock.now += PROBE_AFTER_MS
  const turn = await lab.ask({ model, text: '/fault silence-before', router: routerWith(health) })
  await asked()
  expect(health.admits(model.routes[0])).toBe(false)
  await stop(turn)
  await answerOf(turn)
  expect(health.admits(model.routes[0])).toBe(true)
})
