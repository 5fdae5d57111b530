import { expect, test } from 'vitest'
import { AppError } from '../../../lib/domain/errors.ts'
import { createTurnQueue } from '../../../lib/session/turn-queue.ts'

const gate = () => Promise.withResolvers<void>()

test('does so many at a time and refuses what is too much', async () => {
  const inTurn = createTurnQueue({ atOnce: 2, waiting: 1 })
  const gates = [gate(), gate(), gate()]
  const begun: number[] = []
  const works = gates.map(({ promise }, index) =>
    inTurn(async () => {
      begun.push(index)
      await promise
      return index
    }),
  )
  const tooMuch = await inTurn(async () => 3).catch((error: unknown) => error)
  expect(tooMuch).toBeInstanceOf(AppError)
  expect(tooMuch).toMatchObject({ code: 'rate_limited', status: 429, details: { retryAfter: 10 } })
  expect(begun).toEqual([0, 1])

  gates[1]?.resolve()
  expect(await works[1]).toBe(1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(begun).toEqual([0, 1, 2])
  gates[0]?.resolve()
  gates[2]?.resolve()
  expect(await Promise.all(works)).toEqual([0, 1, 2])
  expect(await inTurn(async () => 'free again')).toBe('free again')
})

test('work that fails gives its place on', async () => {
  const inTurn = createTurnQueue({ atOnce: 1, waiting: 1 })
  const failing = inTurn(() => Promise.reject(new Error('failed')))
  const waiting = inTurn(async () => 'done')
  await expect(failing).rejects.toThrow('failed')
  expect(await waiting).toBe('done')
  expect(await inTurn(async () => 'and again')).toBe('and again')
})
