import type { UpstreamErrorCode } from '../../domain/errors.ts'
import type { FaultFacts } from './fault.ts'

/**
 * Which of the faults that share a code it was: `content` was refused; a reply was `cut` off, `empty` or
 * `unreadable`; `connect`, `first-part`, `idle` and `total` are our own time-outs.
 */
export type FaultReason =
  | 'content'
  | 'cut'
  | 'empty'
  | 'unreadable'
  | 'connect'
  | 'first-part'
  | 'idle'
  | 'total'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

function duration(ms: number): string {
  if (ms < 2 * MINUTE_MS) return `${Math.max(1, Math.ceil(ms / SECOND_MS))} s`
  return ms < 2 * HOUR_MS ? `${Math.ceil(ms / MINUTE_MS)} min` : `${Math.ceil(ms / HOUR_MS)} h`
}

const byReason: Record<FaultReason, (facts: FaultFacts) => string> = {
  content: ({ provider }) => `${provider.label} refused to answer this because of its content rules`,
  cut: ({ provider }) => `${provider.label} broke off before the end of the reply`,
  empty: ({ provider, upstreamModel }) => `${provider.label} sent an empty reply for ${upstreamModel}`,
  unreadable: ({ provider }) => `${provider.label} sent an answer that could not be read`,
  connect: ({ provider }) => `${provider.label} could not be connected to in time`,
  'first-part': ({ provider, upstreamModel }) =>
    `${provider.label} did not begin to answer with ${upstreamModel} in time`,
  idle: ({ provider }) => `${provider.label} fell silent in the middle of the reply`,
  total: ({ provider }) => `${provider.label} took too long for the whole reply`,
}

const byCode: Record<UpstreamErrorCode, (facts: FaultFacts) => string> = {
  provider_not_configured: ({ provider }) => `${provider.label} is not set up here`,
  upstream_auth: ({ provider, upstreamModel }) =>
    `${provider.label} did not accept our key for ${upstreamModel}`,
  upstream_quota: ({ provider }) => `The credit or quota at ${provider.label} is used up`,
  upstream_rate_limited: ({ provider, upstreamModel }) =>
    `${provider.label} limits how often ${upstreamModel} may be asked`,
  upstream_overloaded: ({ provider, upstreamModel }) =>
    `${provider.label} has no free capacity for ${upstreamModel} right now`,
  upstream_unavailable: ({ provider }) => `${provider.label} is not available right now`,
  upstream_timeout: ({ provider }) => `${provider.label} did not answer in time`,
  upstream_model_not_found: ({ provider, upstreamModel }) =>
    `${provider.label} does not serve ${upstreamModel}`,
  upstream_rejected: ({ provider, upstreamModel }) =>
    `${provider.label} rejected the request for ${upstreamModel}`,
  upstream_malformed: ({ provider }) => `${provider.label} sent an answer that could not be read`,
}

/** One sentence for a person, made of nothing that a provider sent but numbers. */
export function describeFault(facts: FaultFacts): string {
  const sentence = (facts.reason ? byReason[facts.reason] : byCode[facts.code])(facts)
  const told = [
    facts.upstreamStatus && facts.upstreamStatus >= 300 ? `HTTP ${facts.upstreamStatus}` : null,
    facts.waitedMs === undefined ? null : `after ${duration(facts.waitedMs)}`,
  ].filter((fact) => fact !== null)
  const again = facts.retryAfterMs ? ` It can be asked again in ${duration(facts.retryAfterMs)}.` : ''
  return `${sentence}${told.length > 0 ? ` (${told.join(', ')})` : ''}.${again}`
}
