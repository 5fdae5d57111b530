import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Deadlines, TAIL_MS } from '../../../lib/models/upstream/deadlines.ts'

const timeouts = { connectMs: 100, firstPartMs: 1_000, idleMs: 500, totalMs: 10_000 }

describe('the clocks of an exchange', () => {
  let expired: [string, number][] = []
  let deadlines: Deadlines
  beforeEach(() => {
    vi.useFakeTimers()
    expired = []
    deadlines = new Deadlines(timeouts, (expiry, waitedMs) => expired.push([expiry, waitedMs]))
    deadlines.start()
  })
  afterEach(() => {
    deadlines.clear()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  test('connecting', () => {
    vi.advanceTimersByTime(100)
    expect(expired).toEqual([['connect', 100]])
  })

  test('the first part, counted from the request', () => {
    vi.advanceTimersByTime(99)
    deadlines.connected()
    vi.advanceTimersByTime(900)
    expect(expired).toEqual([])
    vi.advanceTimersByTime(1)
    expect(expired).toEqual([['first-part', 1_000]])
  })

  test('silence, counted from the last part', () => {
    deadlines.connected()
    deadlines.part()
    for (let round = 0; round < 5; round += 1) {
      vi.advanceTimersByTime(499)
      deadlines.part()
    }
    expect(expired).toEqual([])
    vi.advanceTimersByTime(500)
    expect(expired).toEqual([['idle', 500]])
  })

  test('the whole, however lively it is', () => {
    deadlines.connected()
    for (let ms = 0; ms < 10_000; ms += 400) {
      deadlines.part()
      vi.advanceTimersByTime(400)
    }
    expect(expired).toEqual([['total', 10_000]])
  })

  test('a reader that is slow is not a silence of the upstream', () => {
    deadlines.connected()
    deadlines.part()
    deadlines.hold()
    deadlines.part()
    vi.advanceTimersByTime(5_000)
    expect(expired).toEqual([])
    deadlines.resume()
    vi.advanceTimersByTime(500)
    expect(expired).toEqual([['idle', 500]])
  })

  test('what follows the finish reason', () => {
    deadlines.connected()
    deadlines.part()
    deadlines.finishing()
    vi.advanceTimersByTime(TAIL_MS - 1)
    deadlines.finishing()
    vi.advanceTimersByTime(1)
    expect(expired).toEqual([['tail', TAIL_MS]])
  })
})
