import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OwnStack, startOwnStack } from './own-stack.ts'

let stack: OwnStack
beforeAll(async () => {
  stack = await startOwnStack({ RATE_LIMIT_CONCURRENT: '1' })
})
beforeEach(() => stack.upstream.reset())
afterAll(() => stack.stop())

const turns = () => stack.upstream.requests.filter(({ method }) => method === 'POST')
const gemma = 'google/gemma-2-27b-it'
/** Two routes: when the first fails, the second is asked. */
const coder = 'qwen/Qwen2.5-Coder-32B-Instruct'

type Phase = { question: string; model?: string; fault?: string; arrived: () => boolean }
const phases: [string, Phase][] = [
  ['before the headers', { question: '/fault silence-before', arrived: () => turns().length === 1 }],
  [
    'between the headers and the first token',
    { question: '/fault silence-after-headers', arrived: () => turns()[0]?.status === 200 },
  ],
  [
    'while only keep-alives come',
    { question: '/fault keep-alive-only 20', arrived: () => turns()[0]?.status === 200 },
  ],
  [
    'in the middle of the reply',
    { question: '/say 5000\n/slow 5', arrived: () => (turns()[0]?.pieces ?? 0) > 3 },
  ],
  [
    'while the second route is asked',
    {
      ...{ question: '/fault silence-before', model: coder, fault: 'http-503' },
      arrived: () => turns().length === 2 && turns()[1]?.outcome === 'running',
    },
  ],
]

describe.each([true, false])('a client that leaves, streaming %s', (stream) => {
  test.each(phases)('%s, closes the upstream request, and holds no place', async (_phase, phase) => {
    const { question, model = gemma, fault, arrived } = phase
    if (fault) stack.upstream.script({ fault })
    const leaving = new AbortController()
    const body = { model, stream, messages: [{ role: 'user', content: question }] }
    const asked = stack.program.send('POST', '/api/v1/chat/completions', body, { signal: leaving.signal })
    const read = asked.then((response) => response.text())
    read.catch(() => undefined)
    await expect.poll(arrived, { timeout: 10_000, interval: 5 }).toBe(true)
    leaving.abort()
    await expect(read).rejects.toThrow()
    await expect.poll(() => stack.upstream.openConnections(), { timeout: 5_000, interval: 5 }).toBe(0)
    expect(turns().at(-1)?.outcome).toBe('client-closed')
    const count = turns().length
    // One reply at a time is allowed, so the next is the proof that the one before is over.
    await expect
      .poll(
        async () => {
          const next = { model: gemma, messages: [{ role: 'user', content: '/echo next' }] }
          return (await stack.program.send('POST', '/v1/chat/completions', next)).status
        },
        { timeout: 5_000 },
      )
      .toBe(200)
    expect(turns()).toHaveLength(count + 1)
  })
})
