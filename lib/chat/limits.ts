import { AppError } from '../domain/errors.ts'
import type { KeyId, UserId } from '../domain/ids.ts'
import {
  brokenLimit,
  type LimitHolder,
  type LimitName,
  type Limits,
  type LimitUse,
  needsLease,
} from '../domain/limits.ts'
import type { LimitClaim, LimitStore, Store } from '../store/contract.ts'
import { heldLeases } from './held-leases.ts'
import { policyOf, remainingOf } from './limit-headers.ts'
import { limitKeeper } from './limit-keeper.ts'
import type { ReplyEnd } from './live-reply.ts'
import { LEASE_MS } from './timing.ts'

/** What every user may use, and every key beside its user. */
export type Allowances = { user: Limits; key: Limits }

/** The limits of an environment (api.md section 7). */
export const allowancesOf = (environment: {
  RATE_LIMIT_TURNS: number
  RATE_LIMIT_CONCURRENT: number
  RATE_LIMIT_TOKENS_PER_DAY: number
  RATE_LIMIT_KEY_TURNS: number
  RATE_LIMIT_KEY_CONCURRENT: number
  RATE_LIMIT_KEY_TOKENS_PER_DAY: number
}): Allowances => ({
  user: {
    turnsPerMinute: environment.RATE_LIMIT_TURNS,
    concurrent: environment.RATE_LIMIT_CONCURRENT,
    tokensPerDay: environment.RATE_LIMIT_TOKENS_PER_DAY,
  },
  key: {
    turnsPerMinute: environment.RATE_LIMIT_KEY_TURNS,
    concurrent: environment.RATE_LIMIT_KEY_CONCURRENT,
    tokensPerDay: environment.RATE_LIMIT_KEY_TOKENS_PER_DAY,
  },
})

/** What a reply has cost of a day's tokens; one that reached no route cost nothing. */
export const tokensOf = ({ receipt }: ReplyEnd): number =>
  receipt?.usage ? receipt.usage.inputTokens + receipt.usage.outputTokens : 0

/** A turn that counts. Its lease is renewed until one of the first two is called; they resolve in any case, and once is enough. */
export type TakenTurn = {
  /** The reply has ended and cost so many tokens. */
  end: (tokens: number) => Promise<void>
  /** It was no turn: a request that was asked again and only reads along. */
  giveBack: () => Promise<void>
  /** Resolves when the store has taken the end, or is given up: a store that fails is asked again behind it. Never rejects. */
  settled: () => Promise<void>
}

export type TakeTurn = {
  store: Pick<Store, 'limits'>
  owner: UserId
  keyId: KeyId | null
  allowances: Allowances
  /** What the turn may cost at the most; only asked where a day's tokens are limited. */
  mostTokens: () => number
  /** Gets `RateLimit`, what is left, also when the turn is refused. */
  headers: Headers
}

const limitsAnything = ({ turnsPerMinute, concurrent, tokensPerDay }: Limits) =>
  turnsPerMinute > 0 || concurrent > 0 || tokensPerDay > 0

const noLimits: TakenTurn = {
  end: async () => undefined,
  giveBack: async () => undefined,
  settled: async () => undefined,
}

let leases = 0
const processPart = crypto.randomUUID()
const newLease = () => {
  leases += 1
  return `${processPart}-${leases}`
}

function holdersOf({ owner, keyId, allowances }: Pick<TakeTurn, 'owner' | 'keyId' | 'allowances'>) {
  const holders: LimitHolder[] = [{ subject: `user:${owner}`, limits: allowances.user }]
  if (keyId) holders.push({ subject: `key:${keyId}`, limits: allowances.key })
  return holders.filter(({ limits }) => limitsAnything(limits))
}

/** Tells which limits hold for a caller, on whatever answer the request will get. */
export function announceLimits(
  caller: Pick<TakeTurn, 'owner' | 'keyId' | 'allowances'>,
  headers: Headers,
): void {
  const holders = holdersOf(caller)
  if (holders.length > 0) headers.set('ratelimit-policy', policyOf(holders))
}

/**
 * Counts a turn for its user and its key, in one atomic step of the store.
 * @throws AppError rate_limited with retryAfter in seconds and `limit`, the name of the one that is reached.
 */
export async function takeTurn(input: TakeTurn): Promise<TakenTurn> {
  const holders = holdersOf(input)
  if (holders.length === 0) return noLimits
  const countsTokens = holders.some(({ limits }) => limits.tokensPerDay > 0)
  const now = Date.now()
  const claim: LimitClaim = {
    holders,
    lease: newLease(),
    tokens: countsTokens ? input.mostTokens() : 0,
    now,
    leaseUntil: now + LEASE_MS,
  }
  const { outcome, limits } = await limitKeeper.take(input.store.limits, claim)
  input.headers.set('ratelimit', remainingOf(holders, outcome.uses, now))
  if (!outcome.granted) throw refusal(holders, outcome.uses, now)
  return taken(limits, claim)
}

function taken(limits: LimitStore, { holders, lease }: LimitClaim): TakenTurn {
  const held = holders.filter((holder) => needsLease(holder.limits)).map(({ subject }) => subject)
  const letGo = held.length > 0 ? heldLeases.hold({ limits, subjects: held, lease }) : () => undefined
  let over = false
  let settled = Promise.resolve()
  const release = async (tokens: number, turnBack: boolean) => {
    if (over) return
    over = true
    letGo()
    if (held.length === 0 && !turnBack) return
    const released = await limitKeeper.release(limits, {
      holders,
      lease,
      tokens,
      turnBack,
      now: Date.now(),
    })
    settled = released.settled
  }
  return { end: (tokens) => release(tokens, false), giveBack: () => release(0, true), settled: () => settled }
}

/** A reply that is written may end at any moment, so it is soon worth asking again. */
const SOON_MS = 2_000

function retryAfterMs(limit: LimitName, limits: Limits, use: LimitUse, now: number): number {
  if (limit === 'turns') return use.turnsEndAt - now
  if (limit === 'tokens' && use.tokens >= limits.tokensPerDay) return use.tokensEndAt - now
  return SOON_MS
}

const sentences: Record<LimitName, (limits: Limits) => string> = {
  turns: ({ turnsPerMinute }) => `${turnsPerMinute} questions were asked within a minute, which is the most.`,
  concurrent: ({ concurrent }) =>
    `${concurrent} replies are being written at this moment, which is the most.`,
  tokens: ({ tokensPerDay }) =>
    `The ${tokensPerDay} tokens of this day are used up, or taken by what is being written.`,
}

function refusal(holders: readonly LimitHolder[], uses: readonly LimitUse[], now: number): AppError {
  const broken = holders.flatMap((holder, index) => {
    const use = uses[index]
    const limit = use ? brokenLimit(holder.limits, use) : null
    return use && limit
      ? [{ limit, limits: holder.limits, waitMs: retryAfterMs(limit, holder.limits, use, now) }]
      : []
  })
  const longest = broken.toSorted((one, other) => other.waitMs - one.waitMs)[0]
  const retryAfter = Math.max(1, Math.ceil((longest?.waitMs ?? SOON_MS) / 1000))
  const sentence = longest ? sentences[longest.limit](longest.limits) : 'A limit is reached.'
  return new AppError('rate_limited', `${sentence} Please wait ${retryAfter} seconds.`, {
    details: { retryAfter, limit: longest?.limit },
  })
}
