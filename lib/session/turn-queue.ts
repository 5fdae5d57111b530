import { AppError } from '../domain/errors.ts'

const RETRY_AFTER_SECONDS = 10

/**
 * Makes a queue that does `atOnce` pieces of work at a time and lets `waiting` more wait for their turn, in order.
 * What comes beyond that is refused.
 * @throws AppError rate_limited, from the queue, when too many wait.
 */
export function createTurnQueue(limits: { atOnce: number; waiting: number }) {
  const waiting: (() => void)[] = []
  let running = 0

  return async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running < limits.atOnce) running += 1
    else if (waiting.length < limits.waiting) await new Promise<void>((resolve) => waiting.push(resolve))
    else
      throw new AppError(
        'rate_limited',
        'Too many people are signing in at this moment. Please try again soon.',
        {
          details: { retryAfter: RETRY_AFTER_SECONDS },
        },
      )
    try {
      return await work()
    } finally {
      // The place is handed on rather than freed, so that nobody who comes now overtakes those who wait.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
