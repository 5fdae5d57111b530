import { AppError } from '../domain/errors.ts'
import type { UserId } from '../domain/ids.ts'
import type { Credentials } from './credentials.ts'
import { type FailureCounters, failureLimits } from './failure-limits.ts'
import { hashPassword, verifyPassword } from './password.ts'

type UserRow = { id: UserId; email: string; passwordHash: string }
/** The part of the store that knows users; the store's UserStore fits. */
export type UserRecords = {
  create(user: { email: string; passwordHash: string; now: number }): Promise<UserRow | null>
  findByEmail(email: string): Promise<UserRow | null>
}

/** A user as the API shows it. */
export type Account = { id: UserId; email: string }

const shown = ({ id, email }: UserRow): Account => ({ id, email })

/** @throws AppError sign_up_closed. */
export function requireOpenSignUp(signUp: 'open' | 'closed'): void {
  if (signUp === 'closed')
    throw new AppError('sign_up_closed', 'Nobody can sign up here at present. Ask whoever runs this Neptun.')
}

/**
 * Makes a user.
 * @throws AppError email_taken, also for all but one of several who take an email at once; rate_limited.
 */
export async function signUp(users: UserRecords, { email, password }: Credentials): Promise<Account> {
  const taken = new AppError('email_taken', 'There is already an account with this email. Sign in instead.')
  if (await users.findByEmail(email)) throw taken
  const user = await users.create({ email, passwordHash: await hashPassword(password), now: Date.now() })
  if (!user) throw taken
  return shown(user)
}

/**
 * The user whose email and password these are; an unknown email and a wrong password look and cost the same.
 * `address` is null when nobody knows it.
 * @throws AppError wrong_credentials; rate_limited after too many failures, for a right password as well.
 */
export async function signIn(
  records: { users: UserRecords; counters: FailureCounters },
  { email, password }: Credentials,
  address: string | null,
): Promise<Account> {
  const limits = failureLimits(records.counters, email, address)
  await limits.check()
  const user = await records.users.findByEmail(email)
  const isRight = await verifyPassword(password, user?.passwordHash ?? null, limits.check)
  if (user && isRight) {
    await limits.forgetAccount()
    return shown(user)
  }
  await limits.countFailure()
  throw new AppError('wrong_credentials', 'The email or the password is wrong.')
}
