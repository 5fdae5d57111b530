import {
  brokenLimit,
  endOfDay,
  LEASE_KNOWN_MS,
  type LimitHolder,
  type LimitUse,
  MINUTE_MS,
  needsLease,
} from '../domain/limits.ts'
import type { LimitStore } from '../store/contract.ts'

type Window = { count: number; endAt: number }
type Holding = { turns: Window; tokens: Window; leases: Map<string, { tokens: number; until: number }> }

/** Beyond so many holders those that use nothing any more are forgotten. */
const MANY_HOLDERS = 10_000

/** The limits in the memory of this process, for as long as the store does not count. */
export class LocalLimits implements LimitStore {
  readonly #holdings = new Map<string, Holding>()

  #holding(subject: string, now: number): Holding {
    if (this.#holdings.size > MANY_HOLDERS) this.#forget(now)
    let holding = this.#holdings.get(subject)
    if (!holding) {
      holding = { turns: { count: 0, endAt: 0 }, tokens: { count: 0, endAt: 0 }, leases: new Map() }
      this.#holdings.set(subject, holding)
    }
    if (holding.turns.endAt <= now) holding.turns = { count: 0, endAt: now + MINUTE_MS }
    if (holding.tokens.endAt <= now) holding.tokens = { count: 0, endAt: endOfDay(now) }
    for (const [lease, { until }] of holding.leases)
      if (until + LEASE_KNOWN_MS <= now) holding.leases.delete(lease)
    return holding
  }

  #forget(now: number): void {
    for (const [subject, { turns, tokens, leases }] of this.#holdings)
      if (leases.size === 0 && turns.endAt <= now && (tokens.count === 0 || tokens.endAt <= now))
        this.#holdings.delete(subject)
  }

  #use({ subject }: LimitHolder, now: number): LimitUse {
    const { turns, tokens, leases } = this.#holding(subject, now)
    const running = [...leases.values()].filter(({ until }) => until > now)
    return {
      turns: turns.count,
      turnsEndAt: turns.endAt,
      running: running.length,
      tokens: tokens.count,
      tokensEndAt: tokens.endAt,
      reservedTokens: running.reduce((sum, lease) => sum + lease.tokens, 0),
    }
  }

  async take({ holders, lease, tokens, now, leaseUntil }: Parameters<LimitStore['take']>[0]) {
    const granted = holders.every((holder) => brokenLimit(holder.limits, this.#use(holder, now)) === null)
    if (granted)
      for (const { subject, limits } of holders) {
        const holding = this.#holding(subject, now)
        if (limits.turnsPerMinute > 0) holding.turns.count += 1
        if (needsLease(limits)) holding.leases.set(lease, { tokens, until: leaseUntil })
      }
    return { granted, uses: holders.map((holder) => this.#use(holder, now)) }
  }

  async renew(leases: Parameters<LimitStore['renew']>[0], until: number): Promise<void> {
    for (const { subjects, lease } of leases)
      for (const subject of subjects) {
        const held = this.#holdings.get(subject)?.leases.get(lease)
        if (held) held.until = until
      }
  }

  async release({ holders, lease, tokens, turnBack, now }: Parameters<LimitStore['release']>[0]) {
    for (const { subject, limits } of holders) {
      const holding = this.#holding(subject, now)
      const isFirst = holding.leases.delete(lease) || !needsLease(limits)
      if (!isFirst) continue
      if (limits.tokensPerDay > 0) holding.tokens.count += tokens
      if (turnBack && holding.turns.count > 0) holding.turns.count -= 1
    }
  }
}
