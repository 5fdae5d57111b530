import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findModel } from '../../../lib/models/catalog.ts'
import { markText } from '../../upstream/index.ts'
import { answerOf } from './lab/answer.ts'
import { Lab, routerWith } from './lab/lab.ts'
import { atThree } from './lab/models.ts'
import { KEPT_WORDS, WORDS } from './table/cell.ts'
import { cellsOf } from './table/table.ts'

const SHORT_MS = 150

let lab: Lab
beforeAll(async () => {
  lab = await Lab.start()
})
beforeEach(() => lab.upstream.reset())
afterAll(() => lab.stop())

const [first, second, third] = atThree.routes.map(({ provider, upstreamModel }) => ({
  provider,
  upstreamModel,
}))
const askedOf = () => lab.upstream.requests.map(({ provider }) => provider)

describe('the first of three routes fails', () => {
  const cells = cellsOf('huggingface').flatMap(({ sees, ...cell }, index) =>
    sees.kind === 'failure' ? [{ ...cell, sees, mark: `okapi${index}x` }] : [],
  )

  test.each(cells)('$name', async ({ faults, sees, mark }) => {
    lab.upstream.script({ provider: 'huggingface', times: 'always', fault: faults })
    const timeouts = sees.waits ? { [sees.waits]: SHORT_MS } : {}
    const turn = await lab.ask({
      model: atThree,
      text: `/mark ${mark} ${WORDS}`,
      router: routerWith(undefined, timeouts),
    })
    const { status, headers, error, reply, receipt, stored } = await answerOf(turn)
    const failed = Array(sees.tries).fill({ ...first, outcome: sees.code, status: sees.status })

    if (sees.keeps === 0 && !sees.final) {
      const text = markText(mark, WORDS)
      expect([status, error, reply?.text]).toEqual([200, null, text])
      expect(headers.get('x-neptun-provider')).toBe('cloudflare')
      expect(receipt).toMatchObject({
        ...second,
        reason: 'failover',
        attempts: [...failed, { ...second, outcome: 'ok', status: 200 }],
      })
      expect(stored).toMatchObject({ status: 'complete', content: text, receipt })
      expect(askedOf()).toEqual([...Array(sees.tries).fill('huggingface'), 'cloudflare'])
      return
    }
    // What was begun is not begun again elsewhere, and what is refused here is not carried there.
    expect(askedOf()).toEqual(['huggingface'])
    expect(status).toBe(sees.final ? 500 : 200)
    expect(error?.data).toMatchObject({ code: sees.code, provider: 'huggingface', attempts: failed })
    expect(stored).toMatchObject({ status: 'failed', receipt: { attempts: failed } })
    expect(stored?.content).toBe(reply?.text ?? '')
  })
})

describe('when every route fails', () => {
  const failAll = (...faults: string[]) => {
    for (const [index, fault] of faults.entries())
      lab.upstream.script({ provider: atThree.routes[index]?.provider, times: 'always', fault })
  }

  test('the error is the first that waiting can cure, and all attempts stand in it', async () => {
    failAll('quota', 'http-429 7', 'http-500')
    const { status, headers, error } = await answerOf(await lab.ask({ model: atThree, text: 'hello' }))
    expect([status, headers.get('retry-after')]).toEqual([500, '7'])
    expect(error?.data).toMatchObject({
      code: 'upstream_rate_limited',
      provider: 'cloudflare',
      retryable: true,
      retryAfter: 7,
      attempts: [
        { ...first, outcome: 'upstream_quota', status: 402 },
        { ...second, outcome: 'upstream_rate_limited', status: 429 },
        { ...third, outcome: 'upstream_unavailable', status: 500 },
      ],
    })
  })

  test('with nothing to wait for, it is the first choice’s', async () => {
    failAll('http-401', 'no-endpoints', 'http-400')
    const { error, stored } = await answerOf(await lab.ask({ model: atThree, text: 'hello' }))
    expect(error?.data).toMatchObject({ code: 'upstream_auth', provider: 'huggingface', retryable: false })
    expect(stored?.receipt?.attempts.map(({ outcome }) => outcome)).toEqual([
      'upstream_auth',
      'upstream_model_not_found',
      'upstream_rejected',
    ])
  })

  test('a route in the middle that breaks off ends it: its words stay', async () => {
    failAll('overloaded', `cut-after ${KEPT_WORDS}`)
    const { status, error, reply, receipt } = await answerOf(
      await lab.ask({ model: atThree, text: `/mark mid ${WORDS}` }),
    )
    expect([status, reply?.text]).toEqual([200, markText('mid', KEPT_WORDS)])
    expect(error?.data).toMatchObject({ code: 'upstream_malformed', provider: 'cloudflare' })
    expect(receipt).toMatchObject({
      ...second,
      reason: 'failover',
      attempts: [
        { ...first, outcome: 'upstream_overloaded', status: 429 },
        { ...second, outcome: 'upstream_malformed', status: 200 },
      ],
    })
    expect(askedOf()).toEqual(['huggingface', 'cloudflare'])
  })
})

test('what is asked of a model on this machine never leaves it', async () => {
  const local = findModel('ollama/rwkv-6-world')
  if (!local) throw new Error('The catalogue has no local model')
  const model = { ...local, routes: [local.routes[0], ...atThree.routes] } as const
  lab.upstream.script({ provider: 'ollama', times: 'always', fault: 'http-500' })
  const { status, error } = await answerOf(await lab.ask({ model, text: 'a secret' }))
  expect([status, error?.data.code, error?.data.provider]).toEqual([500, 'upstream_unavailable', 'ollama'])
  expect(askedOf()).toEqual(['ollama'])
})
