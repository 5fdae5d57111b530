import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCursor } from '../../../lib/chat/cursor.ts'
import { LiveReply, type ReplyEnd } from '../../../lib/chat/live-reply.ts'
import { RunReader } from '../../../lib/chat/run-reader.ts'
import { UiStreamEncoder } from '../../../lib/chat/ui-stream.ts'
import type { ReplyDelta } from '../../../lib/domain/chat.ts'
import { toErrorBody } from '../../../lib/domain/errors.ts'
import { toGenerationId, toMessageId } from '../../../lib/domain/ids.ts'

const head = {
  messageId: toMessageId('msg_1'),
  chatId: 7,
  generationId: toGenerationId('gen_1'),
  model: 'google/gemma-2-27b-it',
}
const complete: ReplyEnd = { status: 'complete', finishReason: 'stop', receipt: null, error: null }

type Event = { id: string | null; data: unknown }

/** Reads SSE text as the SSE specification says, of which the encoder uses `id:`, `data:` and blank lines. */
function eventsOf(sse: string): Event[] {
  return sse
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const lines = block.split('\n')
      const id = lines.find((line) => line.startsWith('id: '))?.slice(4) ?? null
      const data = lines.find((line) => line.startsWith('data: '))?.slice(6) ?? ''
      return { id, data: data === '[DONE]' ? data : JSON.parse(data) }
    })
}

/** Types and texts, neighbouring deltas joined: what a reader has in the end. */
function meaning(events: Event[]): string[] {
  const seen: string[] = []
  for (const { data } of events) {
    const event = data as { type?: string; delta?: string; id?: string }
    const last = seen.at(-1)
    const label = `${event.type} ${event.id} `
    if (event.delta !== undefined && last?.startsWith(label)) seen[seen.length - 1] = last + event.delta
    else seen.push(event.delta === undefined ? JSON.stringify(data) : label + event.delta)
  }
  return seen
}

const delta = fc.record({
  type: fc.constantFrom<ReplyDelta['type']>('reasoning', 'text'),
  text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
})
const deltas = fc.array(delta, { maxLength: 12 })

function encode(pieces: ReplyDelta[], takeEvery: number, after?: string): Event[] {
  const reply = new LiveReply()
  const cursor = after === undefined ? undefined : (parseCursor(after) ?? undefined)
  const encoder = new UiStreamEncoder({ head, withIds: true, after: cursor })
  let out = ''
  pieces.forEach((piece, index) => {
    reply.append(piece)
    if (index % takeEvery === 0) out += encoder.take(reply)
  })
  reply.finish(complete)
  return eventsOf(out + encoder.take(reply))
}

describe('the UI message stream', () => {
  test('has the published order of parts', () => {
    const events = encode(
      [
        { type: 'reasoning', text: 'hm' },
        { type: 'text', text: 'Hel' },
        { type: 'text', text: 'lo' },
      ],
      1,
    )
    expect(events.map(({ data }) => (data as { type?: string }).type ?? data)).toEqual([
      'start',
      'start-step',
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'text-start',
      'text-delta',
      'text-delta',
      'text-end',
      'finish-step',
      'finish',
      '[DONE]',
    ])
    expect(events[0]?.data).toEqual({
      type: 'start',
      messageId: 'msg_1',
      messageMetadata: { chatId: 7, generationId: 'gen_1', model: 'google/gemma-2-27b-it' },
    })
    expect(events.every(({ id }) => id !== null)).toBe(true)
  })

  test('means the same however late it is taken', () => {
    fc.assert(
      fc.property(deltas, fc.integer({ min: 1, max: 12 }), (pieces, every) => {
        expect(meaning(encode(pieces, every))).toEqual(meaning(encode(pieces, 1)))
      }),
    )
  })

  test('taken up behind any event, whatever the cutting, goes on exactly there', () => {
    fc.assert(
      fc.property(
        deltas,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(),
        (pieces, firstEvery, nextEvery, pick) => {
          const events = encode(pieces, firstEvery)
          const at = pick % events.length
          const before = events.slice(0, at + 1)
          const rest = encode(pieces, nextEvery, events[at]?.id ?? '')
          expect(meaning([...before, ...rest])).toEqual(meaning(encode(pieces, 1)))
        },
      ),
    )
  })

  test('event ids never repeat', () => {
    fc.assert(
      fc.property(deltas, (pieces) => {
        const ids = encode(pieces, 1).map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
      }),
    )
  })

  test('a failure after the first piece is an error part, finish with "error" and [DONE]', () => {
    const reply = new LiveReply()
    reply.append({ type: 'text', text: 'half' })
    const error = toErrorBody(new Error('x'), 'req_1')
    reply.finish({ status: 'failed', finishReason: 'error', receipt: null, error })
    const events = eventsOf(new UiStreamEncoder({ head, withIds: false }).take(reply)).map(({ data }) => data)
    expect(events.slice(-5)).toEqual([
      { type: 'text-end', id: 'text-1' },
      { type: 'error', errorText: JSON.stringify(error) },
      { type: 'finish-step' },
      { type: 'finish', finishReason: 'error', messageMetadata: { receipt: null } },
      '[DONE]',
    ])
  })

  test('a stopped reply ends with abort, finish and [DONE]', () => {
    const reply = new LiveReply()
    reply.append({ type: 'text', text: 'half' })
    reply.finish({ status: 'stopped', finishReason: 'stop', receipt: null, error: null })
    const events = eventsOf(new UiStreamEncoder({ head, withIds: false }).take(reply)).map(({ data }) => data)
    expect(events.map((event) => (event as { type?: string }).type ?? event)).toEqual([
      'start',
      'start-step',
      'text-start',
      'text-delta',
      'text-end',
      'abort',
      'finish-step',
      'finish',
      '[DONE]',
    ])
  })
})

describe('a live reply', () => {
  test('grows by small pieces without an object for each', () => {
    const reply = new LiveReply()
    for (let token = 0; token < 1000; token += 1) reply.append({ type: 'text', text: ' word' })
    expect(reply.pieces.length).toBeLessThanOrEqual(6)
    expect(reply.text('text')).toBe(' word'.repeat(1000))
  })

  test('never gives half of a surrogate pair', () => {
    const reply = new LiveReply()
    const reader = new RunReader()
    const given = 'a😀b😀'.split('').map((unit) => {
      reply.append({ type: 'text', text: unit })
      return reader.next(reply)?.text ?? ''
    })
    expect(given).toEqual(['a', '', '😀', 'b', '', '😀'])
    expect(reader.isAtEnd(reply)).toBe(true)
    expect(reply.length).toBe('a😀b😀'.length)
  })

  test('gives a replacement for a half that never got its other half, as every store would', () => {
    const reply = new LiveReply()
    reply.append({ type: 'text', text: 'a\uD83D' })
    reply.finish(complete)
    expect(reply.text('text')).toBe('a\uFFFD')
  })

  test('wakes readers once for several pieces', async () => {
    const reply = new LiveReply()
    const changed = reply.changed()
    reply.append({ type: 'text', text: 'a' })
    reply.append({ type: 'text', text: 'b' })
    await changed
    expect(reply.text('text')).toBe('ab')
  })

  test('ends once', () => {
    const reply = new LiveReply()
    reply.finish(complete)
    reply.finish({ ...complete, status: 'failed' })
    expect(reply.end?.status).toBe('complete')
  })
})
