import { getEventListeners } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { providerNames } from '../../../lib/domain/receipt.ts'
import { openStream } from '../../../lib/models/upstream/open.ts'
import { providers } from '../providers/by-name.ts'
import { eventually, pause } from './eventually.ts'
import { FakeUpstream, pointProvidersAt } from './fake-upstream.ts'
import { framed, spoken, texts, wholeReply } from './frames.ts'
import { callOf, outcomeOf } from './outcome.ts'

const upstream = new FakeUpstream()
const unhandled: unknown[] = []
const onUnhandled = (error: unknown) => void unhandled.push(error)
beforeAll(async () => {
  process.on('unhandledRejection', onUnhandled)
  await upstream.start()
  pointProvidersAt(upstream.origin)
})
afterEach(async () => {
  await pause(20)
  expect(unhandled).toEqual([])
})
afterAll(async () => {
  process.off('unhandledRejection', onUnhandled)
  await upstream.stop()
})

const MANY = 50
const noSockets = () => eventually('all connections closed', () => upstream.sockets.size === 0)
/** Writes as fast as the client reads, without an end. */
function writeFat(response: ServerResponse, frame: string): void {
  const fat = frame.repeat(200)
  const more = (): void => {
    while (!response.destroyed) if (!response.write(fat)) return void response.once('drain', more)
  }
  response.on('error', () => undefined)
  more()
}

/** Writes a little every few milliseconds, without an end. */
function writeLively(response: ServerResponse, frame: string): void {
  const timer = setInterval(() => response.write(frame), 5)
  response.on('close', () => clearInterval(timer))
}

describe.each(providerNames)('%s: callers that leave', (name) => {
  const provider = providers[name]
  const voice = spoken[name]
  const frame = framed(voice, [voice.piece({ type: 'text', text: 'fat '.repeat(20) })])
  /** Which answer, how many pieces are read of it, and whether the caller goes on reading. */
  const phases: [string, (response: ServerResponse) => void, number, boolean][] = [
    ['before the headers', () => undefined, 0, true],
    ['before the first part', (response) => void response.flushHeaders(), 0, true],
    [
      'while comments come',
      (response) => void response.write(voice.framing === 'sse' ? ': wait\n\n' : '\n'),
      0,
      true,
    ],
    ['in the middle of a fat stream', (response) => writeFat(response, frame), 3, false],
    ['in the middle of a lively stream', (response) => writeLively(response, frame), 3, true],
    ['in a stream that fell silent', (response) => void response.write(frame), 1, true],
  ]

  describe.each(phases)('%s', (_phase, answer, pieces, readsOn) => {
    test(`abort: ${MANY} of them leave no connection and no fault`, async () => {
      await upstream.afresh()
      upstream.answer = answer
      const leaving = new AbortController()
      const reason = new Error('left')
      const aborted = new Promise((resolve) => leaving.signal.addEventListener('abort', resolve))
      const ends = Array.from({ length: MANY }, async () => {
        const parts = openStream(provider, callOf({ signal: leaving.signal }))
        try {
          for (let piece = 0; piece < pieces; piece += 1)
            expect((await parts.next()).value).toMatchObject({ type: 'text' })
          if (!readsOn) await aborted
          while (!(await parts.next()).done);
        } catch (error) {
          return error
        }
        return 'no end'
      })
      await eventually('all requests', () => upstream.requests.length === MANY)
      await pause(20)
      leaving.abort(reason)
      expect(await Promise.all(ends)).toEqual(Array(MANY).fill(reason))
      await noSockets()
    })

    test('return: closes the connection, also while a part is awaited', async () => {
      await upstream.afresh()
      upstream.answer = answer
      const parts = openStream(provider, callOf())
      for (let piece = 0; piece < pieces; piece += 1) expect((await parts.next()).done).toBe(false)
      const awaited = readsOn && pieces < 3 ? parts.next() : null
      await eventually('the request', () => upstream.requests.length === 1)
      await pause(10)
      expect(await parts.return(undefined)).toEqual({ done: true, value: undefined })
      if (awaited) expect(await awaited).toEqual({ done: true, value: undefined })
      expect(await parts.next()).toEqual({ done: true, value: undefined })
      await noSockets()
    })
  })

  test('an abort that came before all else sends nothing', async () => {
    await upstream.afresh()
    const { thrown } = await outcomeOf(provider, { signal: AbortSignal.abort('gone') })
    expect(thrown).toBe('gone')
    expect(upstream.requests).toEqual([])
  })

  test('an abort while the connection is being made sends nothing either', async () => {
    await upstream.afresh()
    upstream.answer = () => undefined
    const controller = new AbortController()
    const parts = openStream(provider, callOf({ signal: controller.signal }))
    const awaited = parts.next()
    // Long enough for the request to be begun, too short for any socket.
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
    controller.abort('gone')
    await expect(awaited).rejects.toBe('gone')
    await pause(30)
    await noSockets()
    expect(upstream.requests).toEqual([])
  })

  test('a loop that is left closes the connection', async () => {
    await upstream.afresh()
    upstream.answer = (response) => writeFat(response, frame)
    for await (const part of openStream(provider, callOf())) if (part.type === 'text') break
    await noSockets()
  })

  test('an attempt that was never begun costs nothing', async () => {
    await upstream.afresh()
    const parts = openStream(provider, callOf())
    await parts.return(undefined)
    expect(upstream.requests).toEqual([])
  })

  test('an abort after the end changes nothing', async () => {
    upstream.answer = (response) => response.end(wholeReply(voice, texts('Hi')))
    const controller = new AbortController()
    const { text, finish } = await outcomeOf(provider, { signal: controller.signal })
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    controller.abort()
    expect([text, finish?.finishReason]).toEqual(['Hi', 'stop'])
  })
})

test('a connection is used again after a whole reply', async () => {
  await upstream.afresh()
  const ports = new Set<number | undefined>()
  upstream.answer = (response, request) => {
    ports.add(request.socket.remotePort)
    response.end(wholeReply(spoken.huggingface, texts('Hi')))
  }
  for (let round = 0; round < 5; round += 1) {
    expect((await outcomeOf(providers.huggingface)).text).toBe('Hi')
    await pause(5)
  }
  expect(ports.size).toBe(1)
})

test.each(providerNames)(
  '%s: a reader that is slow makes the upstream wait, and misses nothing',
  async (name) => {
    await upstream.afresh()
    const voice = spoken[name]
    const frame = framed(voice, [voice.piece({ type: 'text', text: 'x'.repeat(1000) })])
    const FRAMES = 20_000
    let written = 0
    upstream.answer = (response) => {
      const more = (): void => {
        while (written < FRAMES) {
          written += 1
          if (!response.write(frame)) return void response.once('drain', more)
        }
        response.end(wholeReply(voice, texts('end')))
      }
      more()
    }
    const parts = openStream(providers[name], callOf({ timeouts: { idleMs: 800 } }))
    let length = 0
    const first = (await parts.next()).value
    if (first?.type === 'text') length += first.text.length
    // Longer than the idle time-out: the silence is ours, not the upstream's.
    await pause(1_200)
    expect(written).toBeLessThan(FRAMES)
    let last: unknown
    for await (const part of parts) {
      if (part.type === 'text') length += part.text.length
      last = part
    }
    expect(last).toMatchObject({ type: 'finish' })
    expect(length).toBe(FRAMES * 1000 + 'end'.length)
  },
)
