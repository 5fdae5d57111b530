import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PROBE_AFTER_MS, RouteHealth } from '../../../lib/models/health.ts'
import { markText } from '../../upstream/index.ts'
import { type Answer, answerOf } from './lab/answer.ts'
import { Lab, routerWith, type Turn } from './lab/lab.ts'
import { atThree } from './lab/models.ts'

const BEGUN = 60
const FRESH = 40
const FEW = 10
const LONG_WORDS = 2_000
const WORDS = 30

let lab: Lab
beforeAll(async () => {
  lab = await Lab.start()
})
beforeEach(() => lab.upstream.reset())
afterAll(() => lab.stop())

function clocked() {
  const clock = { now: 1_000_000 }
  const health = new RouteHealth(() => clock.now)
  return { clock, health, router: routerWith(health) }
}

type Router = ReturnType<typeof routerWith>
const times = <Item>(count: number, make: (index: number) => Promise<Item>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))
const long = (index: number, router: Router) =>
  lab.ask({ model: atThree, text: `/slow 20\n/mark long${index} ${LONG_WORDS}`, router })
/** One whose first part takes so long that it dies before it. */
const fresh = (index: number, router: Router) =>
  lab.ask({
    model: atThree,
    text: `/fault slow-headers 1000\n/slow 2\n/mark short${index} ${WORDS}`,
    router,
  })
const short = (index: number, router: Router) =>
  lab.ask({ model: atThree, text: `/slow 2\n/mark short${index} ${WORDS}`, router })
const answers = (turns: readonly Turn[]) => Promise.all(turns.map(answerOf))
/** 60 turns that have their first part, and 40 that were only just asked. */
async function crowd(router: Router) {
  const begun = await times(BEGUN, (index) => long(index, router))
  await Promise.all(begun.map(({ response }) => response))
  return { begun, fresh: await times(FRESH, (index) => fresh(index, router)) }
}

/** Its words stay, and the caller is told. */
function expectBrokenOff({ status, reply, error, stored, receipt }: Answer, index: number): void {
  expect(status).toBe(200)
  expect(reply?.text).not.toBe('')
  expect(markText(`long${index}`, LONG_WORDS).startsWith(reply?.text ?? '-')).toBe(true)
  expect(reply?.done).toBe(true)
  expect(error?.data).toMatchObject({
    code: 'upstream_unavailable',
    provider: 'huggingface',
    retryable: true,
  })
  expect(stored).toMatchObject({ status: 'failed', content: reply?.text, error, receipt })
  expect(receipt).toMatchObject({
    provider: 'huggingface',
    reason: 'first-choice',
    attempts: [{ provider: 'huggingface', outcome: 'upstream_unavailable', status: 200 }],
  })
}

/** The whole reply from the next route, and the receipt says why. */
function expectFromNext({ status, reply, error, stored, receipt }: Answer, index: number): void {
  const text = markText(`short${index}`, WORDS)
  expect([status, error, reply?.text, reply?.done]).toEqual([200, null, text, true])
  expect(stored).toMatchObject({ status: 'complete', content: text, receipt })
  expect(receipt).toMatchObject({ provider: 'cloudflare', reason: 'failover' })
  const [last, ...before] = receipt?.attempts.toReversed() ?? []
  expect(last).toMatchObject({ provider: 'cloudflare', outcome: 'ok' })
  expect(before.length).toBeGreaterThan(0)
  for (const attempt of before)
    expect(attempt).toMatchObject({
      provider: 'huggingface',
      outcome: expect.toBeOneOf(['upstream_unavailable', 'skipped']),
      status: null,
    })
}

const askedOfFirst = () => lab.upstream.requests.filter(({ provider }) => provider === 'huggingface').length
const outcomesOf = ({ receipt }: Answer) => receipt?.attempts.map(({ outcome }) => outcome)

test('the first provider dies while 100 turns run, stays dead, and comes back', async () => {
  const { clock, health, router } = clocked()
  const { begun, fresh } = await crowd(router)
  lab.upstream.kill('huggingface')
  for (const [index, answer] of (await answers(begun)).entries()) expectBrokenOff(answer, index)
  for (const [index, answer] of (await answers(fresh)).entries()) expectFromNext(answer, index)
  expect(health.view(atThree.routes[0]).health).toBe('down')

  // Its circuit is open: it is not even asked.
  const askedBefore = askedOfFirst()
  for (const [index, answer] of (await answers(await times(FEW, (at) => short(at, router)))).entries()) {
    expectFromNext(answer, index)
    expect(outcomesOf(answer)).toEqual(['skipped', 'ok'])
  }
  expect(askedOfFirst()).toBe(askedBefore)

  // One asks it again (twice, for the connection is reset), and it is still dead.
  clock.now += PROBE_AFTER_MS
  const probing = await answers(await times(FEW, (at) => short(at, router)))
  for (const [index, answer] of probing.entries()) expectFromNext(answer, index)
  expect(probing.filter((answer) => outcomesOf(answer)?.[0] !== 'skipped')).toHaveLength(1)
  expect(askedOfFirst()).toBe(askedBefore + 2)

  // It lives: again one asks, and only what comes after that is its own again.
  lab.upstream.revive('huggingface')
  clock.now += PROBE_AFTER_MS
  const reviving = await answers(await times(FEW, (at) => short(at, router)))
  expect(reviving.map(({ reply }) => reply?.text)).toEqual(
    reviving.map((_, index) => markText(`short${index}`, WORDS)),
  )
  expect(reviving.filter(({ receipt }) => receipt?.reason === 'first-choice')).toHaveLength(1)
  expect(askedOfFirst()).toBe(askedBefore + 3)
  expect(health.view(atThree.routes[0]).health).toBe('up')
  const after = await answers(await times(FEW, (at) => short(at, router)))
  expect(after.map(({ receipt }) => receipt?.reason)).toEqual(Array(FEW).fill('first-choice'))
})

test('all providers die while 100 turns run: each tells so at once, none hangs, none is empty', async () => {
  const { health, router } = clocked()
  const { begun, fresh } = await crowd(router)
  for (const { provider } of atThree.routes) lab.upstream.kill(provider)
  for (const [index, answer] of (await answers(begun)).entries()) expectBrokenOff(answer, index)
  for (const { status, error, stored } of await answers(fresh)) {
    expect(status).toBe(500)
    expect(error?.data).toMatchObject({ code: 'upstream_unavailable', retryable: true })
    expect(stored).toMatchObject({ status: 'failed', content: '', error })
    expect(new Set(stored?.receipt?.attempts.map(({ provider }) => provider))).toEqual(
      new Set(['huggingface', 'cloudflare', 'openrouter']),
    )
  }
  expect(atThree.routes.map((route) => health.view(route).health)).toEqual(['down', 'down', 'down'])

  // With every circuit open nobody is asked, and the caller learns when it is worth trying again.
  const asked = lab.upstream.requests.length
  const { status, headers, error } = await answerOf(await short(0, router))
  expect([status, headers.get('retry-after')]).toEqual([500, '30'])
  expect(error?.data).toMatchObject({ code: 'upstream_unavailable', retryable: true, retryAfter: 30 })
  expect(lab.upstream.requests).toHaveLength(asked)
})
