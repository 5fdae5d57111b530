import { AppError } from '../domain/errors.ts'
import type { UserId } from '../domain/ids.ts'
import type { Store } from '../store/contract.ts'

const MINUTE_MS = 60_000

/**
 * Counts a turn against the user's turns per minute; 0 allows any number.
 * @throws AppError rate_limited with retryAfter in seconds.
 */
export async function takeTurn(
  store: Pick<Store, 'counters'>,
  user: UserId,
  turnsPerMinute: number,
  now: number,
): Promise<void> {
  if (turnsPerMinute === 0) return
  const { count, resetAt } = await store.counters.add(`turns:${user}`, 1, MINUTE_MS, now)
  if (count <= turnsPerMinute) return
  const retryAfter = Math.max(1, Math.ceil((resetAt - now) / 1000))
  throw new AppError(
    'rate_limited',
    `You have asked ${turnsPerMinute} questions within a minute. Please wait ${retryAfter} seconds.`,
    { details: { retryAfter } },
  )
}

/** Takes a counted turn back: a request that is asked again and only reads along is none. */
export async function giveBackTurn(
  store: Pick<Store, 'counters'>,
  user: UserId,
  turnsPerMinute: number,
  now: number,
): Promise<void> {
  if (turnsPerMinute > 0) await store.counters.add(`turns:${user}`, -1, MINUTE_MS, now)
}
