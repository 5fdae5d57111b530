import { createHash } from 'node:crypto'
import { AppError } from '../domain/errors.ts'

type Count = { count: number; resetAt: number }
/** The part of the store that counts; the store's CounterStore fits. */
export type FailureCounters = {
  add(key: string, amount: number, windowMs: number, now: number): Promise<Count>
  read(key: string, now: number): Promise<Count>
  clear(key: string): Promise<void>
}

const WINDOW_MS = 15 * 60 * 1000
const ACCOUNT_FAILURES = 10
const ADDRESS_FAILURES = 50

type Limit = { key: string; failures: number }

/** By email whether or not it is somebody's, so that the limit tells nothing; hashed, as it stands in a key. */
const accountLimit = (email: string): Limit => ({
  key: `sign-in-failures:account:${createHash('sha256').update(email).digest('hex')}`,
  failures: ACCOUNT_FAILURES,
})
const addressLimit = (address: string): Limit => ({
  key: `sign-in-failures:address:${address}`,
  failures: ADDRESS_FAILURES,
})

/** The limits on failed sign-ins of one account and one address (api.md section 2). */
export function failureLimits(counters: FailureCounters, email: string, address: string | null) {
  const account = accountLimit(email)
  const limits = address === null ? [account] : [account, addressLimit(address)]

  const refuse = (counts: Count[], isOver: (count: number, failures: number) => boolean) => {
    const over = counts.filter(({ count }, index) => isOver(count, limits[index]?.failures ?? 0))
    if (over.length === 0) return
    const waitMs = Math.max(...over.map(({ resetAt }) => resetAt)) - Date.now()
    throw new AppError('rate_limited', 'Too many failed sign-ins. Please wait before you try again.', {
      details: { retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) },
    })
  }

  return {
    /** @throws AppError rate_limited when no further attempt is allowed. */
    async check() {
      const now = Date.now()
      refuse(
        await Promise.all(limits.map(({ key }) => counters.read(key, now))),
        (count, failures) => count >= failures,
      )
    },
    /** @throws AppError rate_limited when others failed at the same time and this attempt is beyond the limit. */
    async countFailure() {
      const now = Date.now()
      refuse(
        await Promise.all(limits.map(({ key }) => counters.add(key, 1, WINDOW_MS, now))),
        (count, failures) => count > failures,
      )
    },
    /** Forgets the failures of the account, not those of the address: one's own account must not reset that. */
    forgetAccount: () => counters.clear(account.key),
  }
}
