import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { providerNames } from '../../../lib/domain/receipt.ts'
import type { Timeouts } from '../../../lib/models/provider.ts'
import { DOCUMENT_MS, TAIL_MS } from '../../../lib/models/upstream/deadlines.ts'
import { providers } from '../providers/by-name.ts'
import { eventually, pause } from './eventually.ts'
import { FakeUpstream, pointProvidersAt } from './fake-upstream.ts'
import { framed, spoken, texts } from './frames.ts'
import { callOf, faultOf, type Outcome, outcomeOf } from './outcome.ts'

const upstream = new FakeUpstream()
beforeAll(async () => {
  await upstream.start()
  pointProvidersAt(upstream.origin)
})
beforeEach(() => upstream.afresh())
afterEach(() => vi.useRealTimers())
afterAll(() => upstream.stop())

/** Runs an attempt on a clock of our own; sockets stay real. `passMs` go by as soon as `when` holds. */
async function onFakeClock(
  attempt: () => Promise<Outcome>,
  when: () => boolean,
  passMs: number,
): Promise<Outcome> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const outcome = attempt()
  await eventually('the moment', when)
  await pause(30)
  await vi.advanceTimersByTimeAsync(passMs)
  const ended = await outcome
  // undici's own clock and the wait for a connection's re-use run out by themselves; of ours none may be left.
  await vi.advanceTimersByTimeAsync(3_000)
  expect(vi.getTimerCount()).toBe(0)
  return ended
}
const closed = () => eventually('the connection closed', () => upstream.sockets.size === 0)
const asked = () => {
  const before = upstream.requests.length
  return () => upstream.requests.length > before
}

describe.each(providerNames)('%s: its own time-outs', (name) => {
  const provider = providers[name]
  const voice = spoken[name]
  const { firstPartMs, idleMs, totalMs } = provider.timeouts
  const piece = framed(voice, texts('Hel').map(voice.piece))
  const isSse = voice.framing === 'sse'
  const comment = voice.framing === 'sse' ? ': keep-alive\n\n' : '\n'

  test('are those of the design', () => {
    expect([firstPartMs, idleMs]).toEqual([name === 'ollama' ? 180_000 : 30_000, 60_000])
    expect(totalMs).toBeGreaterThanOrEqual(600_000)
  })

  test.each<[string, (response: ServerResponse) => void, number, string, number | null]>([
    ['no headers', () => undefined, firstPartMs, '', null],
    ['no first part', (response) => void response.flushHeaders(), firstPartMs, '', 200],
    [
      'comments are no first part',
      (response) => void response.write(comment.repeat(9)),
      firstPartMs,
      '',
      200,
    ],
    ['silence after a part', (response) => void response.write(piece), idleMs, 'Hel', 200],
  ])('%s', async (_what, answer, afterMs, text, status) => {
    upstream.answer = answer
    const outcome = await onFakeClock(() => outcomeOf(provider), asked(), afterMs)
    const fault = faultOf(outcome)
    expect([fault.code, fault.upstreamStatus, outcome.text]).toEqual(['upstream_timeout', status, text])
    expect(fault.retryable && fault.curableElsewhere && fault.countsAgainstHealth).toBe(true)
    expect(fault.message).toContain(afterMs >= 120_000 ? `${afterMs / 60_000} min` : `${afterMs / 1000} s`)
    await closed()
  })

  test('a whole reply without its end mark ends a moment after its finish reason', async () => {
    const ending = voice.ending('length').slice(0, 1)
    if (name === 'ollama') return expect(ending).toHaveLength(1)
    upstream.answer = (response) => void response.write(piece + framed(voice, ending))
    const outcome = await onFakeClock(() => outcomeOf(provider), asked(), TAIL_MS)
    expect(outcome).toMatchObject({
      text: 'Hel',
      thrown: null,
      finish: { finishReason: 'length', usage: null },
    })
  })

  test('an error whose body never ends is judged by what there is', async () => {
    upstream.answer = (response) => void response.writeHead(503).write('{"error":"We are over capacity')
    const outcome = await onFakeClock(() => outcomeOf(provider), asked(), DOCUMENT_MS)
    expect(faultOf(outcome)).toMatchObject({ code: 'upstream_overloaded', upstreamStatus: 503 })
    await closed()
  })

  test('an error document inside a 200 that never ends is judged by what there is', async () => {
    upstream.answer = (response) => void response.write('{"error":{"code":429,"message":""}}')
    const outcome = await onFakeClock(() => outcomeOf(provider), asked(), isSse ? DOCUMENT_MS : firstPartMs)
    const code = isSse ? 'upstream_rate_limited' : 'upstream_timeout'
    expect(faultOf(outcome)).toMatchObject({ code, upstreamStatus: 200 })
    await closed()
  })

  test('a page of HTML is not waited for at all', async () => {
    upstream.answer = (response) => void response.write('<!doctype html>\n<p>')
    expect(faultOf(await outcomeOf(provider)).code).toBe('upstream_malformed')
    await closed()
  })

  test('an endless stream ends at its total, and comments do not keep a silent one alive', async () => {
    // The one that is not meant is so long that no busy machine comes to it.
    const endsAtTotal = { totalMs: 300, idleMs: 20_000 } satisfies Partial<Timeouts>
    const endsWhenIdle = { totalMs: 20_000, idleMs: 200 } satisfies Partial<Timeouts>
    const every = (text: string) => (response: ServerResponse) => {
      const timer = setInterval(() => response.write(text), 10)
      response.on('close', () => clearInterval(timer))
    }
    upstream.answer = every(piece)
    const endless = await outcomeOf(provider, { timeouts: endsAtTotal })
    expect(faultOf(endless).message).toContain('took too long')
    expect(endless.text.startsWith('HelHelHel')).toBe(true)
    await closed()
    upstream.answer = (response) => {
      response.write(piece)
      every(comment)(response)
    }
    const silent = await outcomeOf(provider, { timeouts: endsWhenIdle })
    expect(faultOf(silent).message).toContain('fell silent')
    expect(silent.text).toBe('Hel')
    await closed()
  })
})

test('what a caller lays over them counts', async () => {
  upstream.answer = () => undefined
  const outcome = await outcomeOf(providers.huggingface, { timeouts: { firstPartMs: 50 } })
  expect(faultOf(outcome).code).toBe('upstream_timeout')
})

test('an address that never answers is given up at the connect time-out', async () => {
  // TEST-NET-1 (RFC 5737) is routed nowhere. Where the network refuses it at once, that is the fault.
  vi.stubEnv('HUGGINGFACE_BASE_URL', 'http://192.0.2.1:9/v1')
  vi.resetModules()
  const { huggingface } = await import('../../../lib/models/providers/huggingface.ts')
  const { openStream } = await import('../../../lib/models/upstream/open.ts')
  const parts = openStream(huggingface, callOf({ timeouts: { connectMs: 50 } }))
  await expect(parts.next()).rejects.toMatchObject({
    name: 'UpstreamFault',
    code: expect.stringMatching(/^upstream_(timeout|unavailable)$/u),
    upstreamStatus: null,
  })
})
