import type { UpstreamErrorCode } from '../../domain/errors.ts'
import type { ProviderName } from '../../domain/receipt.ts'
import { describeFault, type FaultReason } from './fault-message.ts'

/** What makes a fault. Only code, provider and model are always known. */
export type FaultFacts = {
  code: UpstreamErrorCode
  provider: { readonly name: ProviderName; readonly label: string }
  upstreamModel: string
  /** How long the provider asks to be left alone, already capped. */
  retryAfterMs?: number | null
  /** The HTTP status that came, null or absent when none did. */
  upstreamStatus?: number | null
  /** Tells apart what shares a code; shapes the sentence, and a refusal of content is final everywhere. */
  reason?: FaultReason
  /** The connection was refused or reset before any byte of an answer, so that nothing can have been billed. */
  connectionReset?: boolean
  /** The time-out that passed. */
  waitedMs?: number
}

type Judgement = { retryable: boolean; countsAgainstHealth: boolean }

/** The only place that knows which fault may pass by itself and which is a mark against a provider. */
const judgements: Record<UpstreamErrorCode, Judgement> = {
  provider_not_configured: { retryable: false, countsAgainstHealth: false },
  upstream_auth: { retryable: false, countsAgainstHealth: true },
  upstream_quota: { retryable: false, countsAgainstHealth: true },
  upstream_rate_limited: { retryable: true, countsAgainstHealth: true },
  upstream_overloaded: { retryable: true, countsAgainstHealth: true },
  upstream_unavailable: { retryable: true, countsAgainstHealth: true },
  upstream_timeout: { retryable: true, countsAgainstHealth: true },
  upstream_model_not_found: { retryable: false, countsAgainstHealth: true },
  upstream_rejected: { retryable: false, countsAgainstHealth: false },
  upstream_malformed: { retryable: true, countsAgainstHealth: true },
}

/** Of these a provider that tells when they are over is no worse than it says: it is well, and shut until then. */
const limits: ReadonlySet<UpstreamErrorCode> = new Set(['upstream_rate_limited', 'upstream_quota'])

/**
 * What went wrong between us and a provider, classified (api.md section 1). Holds no upstream text: `message` is a
 * sentence for a person, made of the code, the provider's and the model's name and numbers.
 */
export class UpstreamFault extends Error {
  readonly code: UpstreamErrorCode
  readonly provider: ProviderName
  readonly upstreamModel: string
  /** Asking the same route again may help. */
  readonly retryable: boolean
  readonly retryAfterMs: number | null
  readonly upstreamStatus: number | null
  /** Another route may cure it: everything but a refusal of content, for even a rejected body is of our making. */
  readonly curableElsewhere: boolean
  readonly connectionReset: boolean
  readonly countsAgainstHealth: boolean

  constructor(facts: FaultFacts) {
    super(describeFault(facts))
    this.name = 'UpstreamFault'
    this.code = facts.code
    this.provider = facts.provider.name
    this.upstreamModel = facts.upstreamModel
    this.retryable = judgements[facts.code].retryable
    this.retryAfterMs = facts.retryAfterMs ?? null
    this.upstreamStatus = facts.upstreamStatus ?? null
    this.curableElsewhere = facts.reason !== 'content'
    this.connectionReset = facts.connectionReset ?? false
    this.countsAgainstHealth =
      judgements[facts.code].countsAgainstHealth && !(limits.has(facts.code) && this.retryAfterMs !== null)
  }
}
