import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { KeyClient, makeKey } from '../../support/api-key.ts'
import type { App } from '../../support/app.ts'
import type { Client } from '../../support/client.ts'
import { at, startWorld, type World } from '../generations/lab/world.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const AT_ONCE = 200
const TURNS = 50
const CONCURRENT = 8
const gemma = 'google/gemma-2-27b-it'

let world: World
let apps: App[]
beforeAll(async () => {
  world = await startWorld('kv')
  apps = await Promise.all([
    world.start({ RATE_LIMIT_TURNS: String(TURNS), RATE_LIMIT_KEY_CONCURRENT: String(CONCURRENT) }),
    world.start({ RATE_LIMIT_TURNS: String(TURNS), RATE_LIMIT_KEY_CONCURRENT: String(CONCURRENT) }),
  ])
})
afterEach(() => world.upstream.reset())
afterAll(() => world.stop())

const app = (index: number): App => {
  const found = apps[index % apps.length]
  if (!found) throw new Error('No server runs')
  return found
}
const somebody = async (): Promise<Client> => {
  const client = app(0).client()
  await client.signUp()
  return client
}
const asked = () => world.upstream.requests.filter(({ method }) => method === 'POST').length
const completion = (client: Client, text: string, more: object = {}) =>
  client.send('POST', '/api/v1/chat/completions', {
    ...{ model: gemma, messages: [{ role: 'user', content: text }], ...more },
  })

describe(`of ${AT_ONCE} requests at once on two processes of one KV store`, () => {
  test(`exactly ${TURNS} turns get through in a minute, whichever way they come`, async () => {
    const person = await somebody()
    const beganMs = performance.now()
    const text = '/echo hi'
    const responses = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => {
        const client = at(app(index), person)
        if (index % 3 === 0) return completion(client, text)
        if (index % 3 === 1) return completion(client, text, { stream: true })
        return client.postChat(gemma, { chatId: -1, question: text, query: { is_playground: 'true' } })
      }),
    )
    const statuses = byStatus(responses)
    const granted = statuses[200] ?? 0
    expect(granted + (statuses[429] ?? 0)).toBe(AT_ONCE)
    // A machine that is busy enough needs more than one minute for this.
    const minutes = 1 + Math.floor((performance.now() - beganMs) / 60_000)
    expect(granted).toBeLessThanOrEqual(TURNS * minutes)
    expect(granted).toBeGreaterThanOrEqual(TURNS)
    expect(asked()).toBe(granted)
    for (const response of responses) {
      expect(response.headers.get('ratelimit-policy')).toBe(`"turns";q=${TURNS};w=60`)
      expect(response.headers.get('ratelimit')).toMatch(/^"turns";r=\d+;t=\d+$/u)
      if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      await response.text()
    }
    // Another user has all of theirs.
    expect((await completion(await somebody(), text)).status).toBe(200)
  })

  test(`never more than ${CONCURRENT} replies of a key are written at one time`, async () => {
    const person = await somebody()
    const { key } = await makeKey(person)
    const leaving = new AbortController()
    const responses: Response[] = []
    // What is granted is silent until it is left, so none ends while others still ask.
    const all = Array.from({ length: AT_ONCE }, async (_, index) => {
      const client = new KeyClient(app(index).origin, key)
      const body = { model: gemma, messages: [{ role: 'user', content: '/fault silence-before' }] }
      const init = { signal: leaving.signal }
      responses.push(await client.send('POST', '/api/v1/chat/completions', body, init))
    })
    const settled = Promise.allSettled(all)
    await expect.poll(() => responses.length, { timeout: 90_000 }).toBe(AT_ONCE - CONCURRENT)
    expect(byStatus(responses)).toEqual({ 429: AT_ONCE - CONCURRENT })
    expect([asked(), world.upstream.openConnections()]).toEqual([CONCURRENT, CONCURRENT])
    const refused = responses.find(({ status }) => status === 429)
    expect(await refused?.json()).toMatchObject({
      error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
    })
    leaving.abort()
    await settled
    // All have ended, so all places are free again.
    await expect
      .poll(async () => (await completion(new KeyClient(app(1).origin, key), '/echo hi')).status, {
        timeout: 20_000,
      })
      .toBe(200)
  })
})

function byStatus(responses: readonly Response[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
