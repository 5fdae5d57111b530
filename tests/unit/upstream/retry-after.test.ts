import { describe, expect, test } from 'vitest'
import { type ResponseHeaders, retryAfterOf, secondsToMs } from '../../../lib/models/upstream/retry-after.ts'

const NOW_MS = Date.UTC(2026, 10, 23, 12, 0, 0)

describe('how long to wait', () => {
  test.each<[string, ResponseHeaders, number | null]>([
    ['seconds', { 'retry-after': '55' }, 55_000],
    ['parts of a second', { 'retry-after': '0.5' }, 500],
    ['a date', { 'retry-after': 'Mon, 23 Nov 2026 12:01:00 GMT' }, 60_000],
    ['a date that is past', { 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, null],
    ['none', { 'retry-after': '0' }, null],
    ['a negative number', { 'retry-after': '-5' }, null],
    ['a word', { 'retry-after': 'soon' }, null],
    ['a number that is none', { 'retry-after': '1e999' }, null],
    ['nothing', { 'retry-after': '' }, null],
    ['two of them', { 'retry-after': ['7', '9'] }, 7_000],
    ['an exhausted limit (IETF)', { ratelimit: '"api";r=0;t=55' }, 55_000],
    ['a limit that is not exhausted', { ratelimit: '"api";r=3;t=55' }, null],
    ['an instant in milliseconds', { 'x-ratelimit-reset': String(NOW_MS + 90_000) }, 90_000],
    ['an instant in seconds', { 'x-ratelimit-reset': String(NOW_MS / 1000 + 90) }, 90_000],
    ['seconds left', { 'x-ratelimit-reset': '90' }, 90_000],
    ['an instant that is past', { 'x-ratelimit-reset': String(NOW_MS - 1) }, null],
    ['garbage before something better', { 'retry-after': '??', ratelimit: '"api";r=0;t=5' }, 5_000],
  ])('%s', (_what, headers, ms) => expect(retryAfterOf(headers, true, NOW_MS)).toBe(ms))

  test('the state of a limit that is not the reason counts for nothing', () => {
    const headers = { ratelimit: '"api";r=0;t=55', 'x-ratelimit-reset': '90' }
    expect(retryAfterOf(headers, false, NOW_MS)).toBe(null)
    expect(retryAfterOf({ ...headers, 'retry-after': '3' }, false, NOW_MS)).toBe(3_000)
  })

  test.each([
    [20, 20_000],
    ['20.5', 20_500],
    [-1, null],
    ['abc', null],
    [null, null],
    [Number.POSITIVE_INFINITY, null],
  ])('in a body: %j', (value, ms) => expect(secondsToMs(value)).toBe(ms))
})
