import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FrameDecoder, NdjsonDecoder, SseDecoder } from '../../../lib/models/upstream/frame-decoder.ts'
import { FrameTooLong, MOST_FRAME_CHARACTERS } from '../../../lib/models/upstream/lines.ts'

type Frame = [data: string, isError: boolean]

function decoded(decoder: FrameDecoder, pieces: readonly string[]): Frame[] {
  const frames: Frame[] = []
  const onFrame = (data: string, isError: boolean) => void frames.push([data, isError])
  for (const piece of pieces) decoder.push(piece, onFrame)
  decoder.end(onFrame)
  return frames
}
const sse = (...pieces: string[]) => decoded(new SseDecoder(), pieces)
const data = (...values: string[]): Frame[] => values.map((value) => [value, false])

describe('server-sent events', () => {
  test.each([
    ['LF', 'data: a\n\ndata: b\n\n'],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n'],
    ['CR', 'data: a\r\rdata: b\r\r'],
    ['mixed ends', 'data: a\r\n\ndata: b\n\r\n'],
    ['no space after the colon', 'data:a\n\ndata:b\n\n'],
    ['comments between', ': OPENROUTER PROCESSING\n\ndata: a\n\n:\n\n:keep-alive\ndata: b\n\n'],
    [
      'fields that mean nothing here',
      'event: message\nid: 7\nretry: 10\nfoo: bar\nfoo\ndata: a\n\ndata: b\n\n',
    ],
    ['an empty event', 'event: ping\n\ndata\n\ndata:\n\ndata: a\n\n\n\ndata: b\n\n'],
    ['no empty line at the end', 'data: a\n\ndata: b\n'],
    ['no line end at the end', 'data: a\n\ndata: b'],
  ])('%s', (_what, text) => {
    expect(sse(text)).toEqual(data('a', 'b'))
    expect(sse(...text)).toEqual(data('a', 'b'))
  })

  test('several data lines are one event, joined by line feeds', () => {
    expect(sse('data: {"a":\ndata:1}\ndata\n\n')).toEqual(data('{"a":\n1}\n'))
  })

  test('only one space is taken off', () => expect(sse('data:  a\n\n')).toEqual(data(' a')))

  test('an error event is told, and only that one', () => {
    expect(sse('event: error\ndata: a\n\ndata: b\n\n')).toEqual([
      ['a', true],
      ['b', false],
    ])
  })

  test('CRLF cut between its two characters is one line end', () => {
    expect(sse('data: a\r', '\ndata: b\r', '\n\r', '\n')).toEqual(data('a\nb'))
  })
})

describe('lines of JSON', () => {
  test.each([['\n'], ['\r\n'], ['\n\n'], ['\r\n \r\n']])('%j', (end) => {
    expect(decoded(new NdjsonDecoder(), [`{"a":1}${end}{"b":2}`])).toEqual(data('{"a":1}', '{"b":2}'))
  })
})

describe('a frame without an end', () => {
  const piece = 'x'.repeat(64 * 1024)
  const endless = (decoder: FrameDecoder, separator: string) => () => {
    for (let length = 0; length <= MOST_FRAME_CHARACTERS; length += piece.length)
      decoder.push(piece + separator, () => undefined)
  }
  test('is too long at the stated length', () => {
    expect(endless(new SseDecoder(), '')).toThrow(FrameTooLong)
    expect(endless(new SseDecoder(), '\ndata: ')).toThrow(FrameTooLong)
    expect(endless(new NdjsonDecoder(), '')).toThrow(FrameTooLong)
  })

  test('of 4 MiB is read', () => {
    const text = 'y'.repeat(4 * 1024 * 1024)
    const cut = `data: ${text}\n\n`.match(/.{1,65000}/gsu) ?? []
    const frames = sse(...cut)
    expect(frames).toHaveLength(1)
    expect(frames[0]?.[0] === text).toBe(true)
  })
})

test('any legal framing of any data, cut anywhere, gives the data', () => {
  const value = fc.string({ unit: 'binary', minLength: 1 }).map((text) => text.replace(/[\r\n]/gu, '') || 'x')
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
  const event = fc.record({
    lines: fc.array(value, { minLength: 1, maxLength: 3 }),
    end: lineEnd,
    space: fc.constantFrom('', ' '),
    before: fc.constantFrom('', ':', ': comment', 'id: 1', 'event: message', 'unknown: x', 'data-like: y'),
    gaps: fc.integer({ min: 1, max: 3 }),
  })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 40 }), (events, cuts) => {
      let text = ''
      for (const { lines, end, space, before, gaps } of events) {
        if (before !== '') text += before + end
        // Without the optional space a value that begins with one would lose it.
        for (const line of lines) text += `data:${line.startsWith(' ') ? ' ' : space}${line}${end}`
        text += end.repeat(gaps)
      }
      const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort(
        (one, other) => one - other,
      )
      const pieces = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length))
      expect(sse(...pieces)).toEqual(data(...events.map(({ lines }) => lines.join('\n'))))
    }),
    { numRuns: 150 },
  )
}, 20_000)
