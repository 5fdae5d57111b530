/** What a user or a key may use; 0 is no limit. */
export type Limits = {
  turnsPerMinute: number
  /** Replies being written at one time. */
  concurrent: number
  /** Prompt and reply together, from midnight to midnight in UTC. */
  tokensPerDay: number
}

/** Whose use is limited, such as `user:3` or `key:key_…`. */
export type LimitHolder = { subject: string; limits: Limits }

/** What a holder uses at an instant; ends are Unix milliseconds. */
export type LimitUse = {
  turns: number
  turnsEndAt: number
  running: number
  tokens: number
  tokensEndAt: number
  /** Tokens that the replies being written may still cost at most. */
  reservedTokens: number
}

export const limitNames = ['turns', 'concurrent', 'tokens'] as const
export type LimitName = (typeof limitNames)[number]

export const MINUTE_MS = 60_000

/**
 * A lease that has ended by itself takes no place any more, but is known for so long: a release that comes late, after a
 * store that was away, still counts its tokens, and one that comes twice counts them once.
 */
export const LEASE_KNOWN_MS = 30 * MINUTE_MS
const DAY_MS = 24 * 60 * MINUTE_MS

/** The midnight in UTC that comes after an instant. */
export const endOfDay = (now: number) => now - (now % DAY_MS) + DAY_MS

/** Whether anything of a holder is limited beside its turns, so that a running reply has to be known. */
export const needsLease = ({ concurrent, tokensPerDay }: Limits) => concurrent > 0 || tokensPerDay > 0

/**
 * Which limit one more turn would break; null: none. A turn may begin while tokens are left that no running reply may
 * take, so a day's tokens are overstepped by one reply at most, however many ask at once.
 */
export function brokenLimit(limits: Limits, use: LimitUse): LimitName | null {
  if (limits.turnsPerMinute > 0 && use.turns >= limits.turnsPerMinute) return 'turns'
  if (limits.concurrent > 0 && use.running >= limits.concurrent) return 'concurrent'
  const { tokensPerDay } = limits
  return tokensPerDay > 0 && use.tokens + use.reservedTokens >= tokensPerDay ? 'tokens' : null
}
