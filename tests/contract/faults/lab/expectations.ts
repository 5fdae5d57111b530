import { expect } from 'vitest'
import type { ErrorBody } from '../../../../lib/domain/errors.ts'
import type { Attempt } from '../../../../lib/domain/receipt.ts'
import type { Failure, WholeReply } from '../table/cell.ts'
import { retryable } from '../table/table.ts'
import { type Answer, typesOf } from './answer.ts'

/** A timer may fire a little early by another clock, and on a busy machine much too late. */
const EARLY_MS = 5
const LATE_MS = 5_000

export type Served = Pick<Attempt, 'provider' | 'upstreamModel'>

const someMs = expect.toSatisfy((ms: unknown) => Number.isInteger(ms) && Number(ms) >= 0, 'whole ms')

/** Seconds until the day is over in UTC. */
const secondsOfDayLeft = () => 86_400 - (Math.floor(Date.now() / 1000) % 86_400)

/** The waits of a failure, in the body and in the header. */
function expectWait({ status, headers, error }: Answer, { retryAfter }: Failure): void {
  const told = error?.data.retryAfter
  if (retryAfter === undefined) expect(told).toBe(undefined)
  else {
    const seconds = retryAfter === 'midnight' ? secondsOfDayLeft() : retryAfter
    // Some tell an instant, from which a second may have passed.
    expect(told).toBeGreaterThanOrEqual(seconds - 2)
    expect(told).toBeLessThanOrEqual(seconds + 1)
  }
  expect(headers.get('retry-after')).toBe(status === 200 || told === undefined ? null : String(told))
}

function expectErrorBody(
  error: ErrorBody | null,
  answer: Answer,
  failure: Failure,
  { provider }: Served,
): void {
  expect(error).toEqual({
    statusCode: 500,
    statusMessage: 'Internal Server Error',
    data: {
      code: failure.code,
      message: expect.stringMatching(/^[A-Z].*\.$/u),
      requestId: answer.requestId,
      provider,
      retryable: retryable[failure.code],
      ...(failure.retryAfter !== undefined && { retryAfter: expect.any(Number) }),
      attempts: answer.stored?.receipt?.attempts,
    },
  })
}

/** What has to be kept; of a reply without an end, whatever came of it. */
function keptText({ reply }: Answer, { keeps }: Failure, words: readonly string[]): string {
  if (keeps !== 'more') return words.slice(0, keeps).join(' ')
  const all = words.join(' ')
  expect(reply?.text.startsWith(all + all.slice(0, 1))).toBe(true)
  return reply?.text ?? ''
}

/** Everything that api.md says of a failure, before the first part or after it. */
export function expectFailure(
  answer: Answer,
  failure: Failure,
  words: readonly string[],
  served: Served,
): void {
  const { status, headers, reply, receipt, question, stored, error } = answer
  const begun = failure.keeps !== 0
  const text = keptText(answer, failure, words)

  expect(status).toBe(begun ? 200 : 500)
  expectErrorBody(error, answer, failure, served)
  expectWait(answer, failure)
  if (begun) {
    expect(headers.get('x-neptun-provider')).toBe(served.provider)
    expect(headers.get('x-neptun-upstream-model')).toBe(served.upstreamModel)
    expect(reply && typesOf(reply)).toEqual([
      ...['start', 'start-step', 'text-start', 'text-delta', 'text-end', 'error', 'finish-step', 'finish'],
    ])
    expect([reply?.text, reply?.reasoning, reply?.done]).toEqual([text, '', true])
    expect(answer.finishReason).toBe('error')
    expect(receipt).toEqual(stored?.receipt)
  } else expect(reply).toBe(null)

  expect(question?.status).toBe('complete')
  expect(stored).toMatchObject({
    parentId: question?.id,
    status: 'failed',
    content: text,
    reasoning: null,
    finishReason: 'error',
    error,
    usage: stored?.receipt?.usage ?? null,
  })
  const tried = { ...served, outcome: failure.code, status: failure.status, ms: someMs }
  expect(stored?.receipt).toEqual({
    model: stored?.model,
    provider: begun ? served.provider : null,
    upstreamModel: begun ? served.upstreamModel : null,
    reason: begun ? 'first-choice' : null,
    attempts: Array(failure.tries).fill(tried),
    queuedMs: someMs,
    firstTokenMs: begun ? someMs : null,
    totalMs: someMs,
    usage: begun ? expect.objectContaining({ estimated: true }) : null,
    cost: begun ? expect.toBeOneOf([null, { usd: expect.any(Number) }]) : null,
    droppedTurns: 0,
    requestId: answer.requestId,
  })
}

/** How long a failure by a time-out took, against that time-out. */
export function expectInTime({ stored }: Answer, limitMs: number): void {
  const ms = stored?.receipt?.attempts.at(-1)?.ms
  expect(ms).toBeGreaterThanOrEqual(limitMs - EARLY_MS)
  expect(ms).toBeLessThan(limitMs + LATE_MS)
}

/** Everything that api.md says of a reply that came whole. */
export function expectWhole(
  answer: Answer,
  whole: WholeReply,
  words: readonly string[],
  served: Served,
): void {
  const { status, headers, reply, receipt, stored } = answer
  const text = whole.says(words)
  expect([status, answer.error]).toEqual([200, null])
  expect(headers.get('x-neptun-provider')).toBe(served.provider)
  expect(headers.get('x-neptun-upstream-model')).toBe(served.upstreamModel)
  expect(reply && typesOf(reply).filter((type) => !/^(reasoning|text)-/u.test(type))).toEqual([
    ...['start', 'start-step', 'finish-step', 'finish'],
  ])
  expect(reply?.text).toBe(text)
  expect([reply?.reasoning, reply?.done]).toEqual([whole.thinks ?? '', true])
  expect(answer.finishReason).toBe(whole.finishReason)
  expect(stored).toMatchObject({
    status: 'complete',
    reasoning: whole.thinks,
    finishReason: whole.finishReason,
    error: null,
    usage: receipt?.usage,
  })
  expect(stored?.content).toBe(text)
  expect(receipt).toEqual(stored?.receipt)
  expect(receipt).toMatchObject({
    ...served,
    reason: 'first-choice',
    attempts: [{ ...served, outcome: 'ok', status: 200, ms: someMs }],
    usage: {
      inputTokens: expect.any(Number),
      outputTokens: expect.any(Number),
      reasoningTokens: expect.any(Number),
      estimated: whole.estimated,
    },
    droppedTurns: 0,
    requestId: answer.requestId,
  })
}
