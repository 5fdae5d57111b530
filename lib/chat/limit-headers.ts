import type { LimitHolder, LimitName, Limits, LimitUse } from '../domain/limits.ts'

/*
 * RateLimit-Policy and RateLimit as draft-ietf-httpapi-ratelimit-headers has them: `q` the quota, `w` its window in
 * seconds, `qu` its unit (requests unless told), `r` what is left, `t` seconds until it is whole again.
 */

const MINUTE_SECONDS = 60
const DAY_SECONDS = 24 * 60 * 60

const quotaOf: Record<LimitName, (limits: Limits) => number> = {
  turns: ({ turnsPerMinute }) => turnsPerMinute,
  concurrent: ({ concurrent }) => concurrent,
  tokens: ({ tokensPerDay }) => tokensPerDay,
}
const parameters: Record<LimitName, string> = {
  turns: `;w=${MINUTE_SECONDS}`,
  concurrent: ';qu="concurrent-requests"',
  tokens: `;w=${DAY_SECONDS};qu="tokens"`,
}
const names: readonly LimitName[] = ['turns', 'concurrent', 'tokens']
const nameOf = ({ subject }: LimitHolder, name: LimitName) =>
  subject.startsWith('key:') ? `"key-${name}"` : `"${name}"`

/** The limits that hold for a turn, such as `"turns";q=60;w=60, "concurrent";q=32;qu="concurrent-requests"`. */
export function policyOf(holders: readonly LimitHolder[]): string {
  const policies = holders.flatMap((holder) =>
    names
      .map((name) => ({ name, quota: quotaOf[name](holder.limits) }))
      .filter(({ quota }) => quota > 0)
      .map(({ name, quota }) => `${nameOf(holder, name)};q=${quota}${parameters[name]}`),
  )
  return policies.join(', ')
}

/** What is left of them, such as `"turns";r=59;t=60, "concurrent";r=31`. */
export function remainingOf(holders: readonly LimitHolder[], uses: readonly LimitUse[], now: number): string {
  const left = holders.flatMap((holder, index) => {
    const use = uses[index]
    if (!use) return []
    const seconds = (endAt: number) => Math.max(0, Math.ceil((endAt - now) / 1000))
    const used: Record<LimitName, { amount: number; reset: string }> = {
      turns: { amount: use.turns, reset: `;t=${seconds(use.turnsEndAt)}` },
      concurrent: { amount: use.running, reset: '' },
      tokens: { amount: use.tokens + use.reservedTokens, reset: `;t=${seconds(use.tokensEndAt)}` },
    }
    return names
      .filter((name) => quotaOf[name](holder.limits) > 0)
      .map((name) => {
        const remaining = Math.max(0, quotaOf[name](holder.limits) - used[name].amount)
        return `${nameOf(holder, name)};r=${remaining}${used[name].reset}`
      })
  })
  return left.join(', ')
}
