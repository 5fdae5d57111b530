import type { UIMessageChunk } from 'ai'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gatherDeltas } from '../../../components/chat/gather-deltas.ts'

const GATHER_MS = 50
const text = (delta: string): UIMessageChunk => ({ type: 'text-delta', id: 't', delta })
const thought = (delta: string): UIMessageChunk => ({ type: 'reasoning-delta', id: 'r', delta })

let source: ReadableStreamDefaultController<UIMessageChunk>
let seen: UIMessageChunk[]
let ending: Promise<unknown>
let leave: () => Promise<void>

beforeEach(() => {
  vi.useFakeTimers()
  seen = []
  const stream = new ReadableStream<UIMessageChunk>({
    start: (controller) => {
      source = controller
    },
  })
  const reader = gatherDeltas(stream, GATHER_MS).getReader()
  leave = () => reader.cancel()
  const read = async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) seen.push(next.value)
    return 'ended'
  }
  ending = read().catch((error) => error)
})
afterEach(() => {
  vi.useRealTimers()
})

async function say(...chunks: UIMessageChunk[]): Promise<void> {
  for (const chunk of chunks) source.enqueue(chunk)
  await vi.advanceTimersByTimeAsync(0)
}

test('the first piece goes on at once, those that follow it together', async () => {
  await say(text('a'), text('b'), text('c'))
  expect(seen).toEqual([text('a')])
  await vi.advanceTimersByTimeAsync(GATHER_MS)
  expect(seen).toEqual([text('a'), text('bc')])
})

test('a thousand pieces a second become twenty changes', async () => {
  for (let at = 0; at < 1000; at += 1) {
    await say(text('x'))
    await vi.advanceTimersByTimeAsync(1)
  }
  await vi.advanceTimersByTimeAsync(GATHER_MS)
  expect(seen.length).toBeLessThanOrEqual(21)
  expect(seen.map((chunk) => ('delta' in chunk ? chunk.delta : '')).join('')).toBe('x'.repeat(1000))
})

test('what is no text, or another text, comes at once and in its place', async () => {
  const end: UIMessageChunk = { type: 'text-end', id: 't' }
  await say(thought('h'), thought('m'), text('a'), text('b'), end)
  expect(seen).toEqual([thought('h'), thought('m'), text('ab'), end])
})

test('nothing is lost when the stream ends or breaks off', async () => {
  await say(text('a'), text('b'))
  source.error(new TypeError('network error'))
  expect(await ending).toBeInstanceOf(TypeError)
  expect(seen).toEqual([text('a'), text('b')])
})

test('who leaves while text is gathered leaves nothing behind', async () => {
  const rejections: unknown[] = []
  const note = (reason: unknown) => rejections.push(reason)
  process.on('unhandledRejection', note)
  await say(text('a'), text('b'))
  await leave()
  await vi.advanceTimersByTimeAsync(GATHER_MS)
  vi.useRealTimers()
  // Node tells of a rejection that nobody handles in the next turn of its loop.
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', note)
  expect(rejections).toEqual([])
  expect(await ending).toBe('ended')
  expect(seen).toEqual([text('a')])
})
