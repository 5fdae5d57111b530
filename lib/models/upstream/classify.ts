import type { UpstreamErrorCode } from '../../domain/errors.ts'
import type { ErrorFacts } from './error-facts.ts'

/** What a typed error code stands for. */
export type ErrorMeaning = UpstreamErrorCode | 'content_refused'

/** An error, judged. `retryAfterMs` is capped. */
export type Verdict = { code: UpstreamErrorCode; refusesContent: boolean; retryAfterMs: number | null }

/** What a provider's own codes mean; they come before everything that all providers share. */
export type ErrorVocabulary = {
  readonly errorCodes: Readonly<Record<string, ErrorMeaning>>
  /** How long until the quota that these codes name is renewed; null where nobody knows. */
  quotaRenewedInMs?(nowMs: number, codes: readonly string[]): number | null
}

const HOUR_MS = 60 * 60_000
/** The most that a Retry-After is believed: some name weeks, and a route would be shut for as long. */
export const MOST_RETRY_AFTER_MS = HOUR_MS
/** A quota is only renewed at its reset; once a day is often enough to look. */
export const MOST_QUOTA_WAIT_MS = 24 * HOUR_MS

/** Names that OpenAI gave to errors and that whoever speaks its protocol repeats. */
const sharedCodes: Readonly<Record<string, ErrorMeaning>> = {
  authentication_error: 'upstream_auth',
  invalid_api_key: 'upstream_auth',
  permission_error: 'upstream_auth',
  insufficient_quota: 'upstream_quota',
  billing_hard_limit_reached: 'upstream_quota',
  rate_limit_error: 'upstream_rate_limited',
  rate_limit_exceeded: 'upstream_rate_limited',
  too_many_requests: 'upstream_rate_limited',
  overloaded: 'upstream_overloaded',
  overloaded_error: 'upstream_overloaded',
  server_error: 'upstream_unavailable',
  internal_server_error: 'upstream_unavailable',
  service_unavailable: 'upstream_unavailable',
  timeout: 'upstream_timeout',
  model_not_found: 'upstream_model_not_found',
  model_not_supported: 'upstream_model_not_found',
  context_length_exceeded: 'upstream_rejected',
  content_filter: 'content_refused',
  content_policy_violation: 'content_refused',
}

type Phrase = { means: ErrorMeaning; pattern: RegExp; statuses: readonly (number | null)[] }

/** Sentences by which an error is recognised that has no typed code, each only at statuses where it makes sense. */
const phrases: readonly Phrase[] = [
  {
    means: 'content_refused',
    pattern: /content[ _]policy|content management policy|content[ _]filter|moderation|flagged/u,
    statuses: [null, 400, 403, 422],
  },
  {
    means: 'upstream_quota',
    pattern:
      /(exceeded|exhausted|insufficient|depleted|out of|used up|not enough).{0,60}(credit|balance|funds|neurons)/u,
    statuses: [null, 400, 403, 429, 503],
  },
  {
    means: 'upstream_overloaded',
    pattern:
      /overload|(over|at|out of|no) capacity|capacity (temporarily )?exceeded|\bbusy\b|currently loading/u,
    statuses: [null, 424, 429, 500, 502, 503],
  },
  {
    means: 'upstream_model_not_found',
    pattern:
      /no endpoints found|not supported by any provider|no such model|not a valid model|model\b.{0,120}\b(not found|does not exist)/u,
    statuses: [null, 400, 422],
  },
  { means: 'upstream_rate_limited', pattern: /rate.?limit|too many requests/u, statuses: [null] },
  { means: 'upstream_auth', pattern: /unauthorized|invalid (api )?(key|token)|forbidden/u, statuses: [null] },
  { means: 'upstream_timeout', pattern: /timed? ?out/u, statuses: [null] },
  // The type that OpenAI gives to many a 4xx; only where no status says which of them it is.
  { means: 'upstream_rejected', pattern: /invalid_request|validation error/u, statuses: [null] },
]

const statusMeanings: Readonly<Record<number, UpstreamErrorCode>> = {
  401: 'upstream_auth',
  402: 'upstream_quota',
  403: 'upstream_auth',
  404: 'upstream_model_not_found',
  408: 'upstream_timeout',
  410: 'upstream_model_not_found',
  425: 'upstream_unavailable',
  429: 'upstream_rate_limited',
  // Answers of proxies and of Ollama: the request was cancelled there, not by us.
  499: 'upstream_unavailable',
  504: 'upstream_timeout',
  // Cloudflare's edge: the origin could not be connected to, or took too long.
  522: 'upstream_timeout',
  524: 'upstream_timeout',
  529: 'upstream_overloaded',
}

function ofStatus(status: number | null): UpstreamErrorCode {
  // An error inside a 200 that names no code at all is the provider's own failure.
  if (status === null) return 'upstream_unavailable'
  const known = statusMeanings[status]
  if (known) return known
  if (status >= 500) return 'upstream_unavailable'
  return status >= 400 ? 'upstream_rejected' : 'upstream_malformed'
}

function meaningOf(vocabulary: ErrorVocabulary, facts: ErrorFacts, status: number | null): ErrorMeaning {
  if (facts.refusesContent) return 'content_refused'
  for (const codes of [vocabulary.errorCodes, sharedCodes])
    for (const code of facts.codes) if (Object.hasOwn(codes, code)) return codes[code] ?? ofStatus(status)
  const words = `${facts.text}${facts.codes.join(' ')}`
  const phrase = phrases.find(({ pattern, statuses }) => statuses.includes(status) && pattern.test(words))
  return phrase?.means ?? ofStatus(status)
}

/** Faults that a wait can cure; for the others a Retry-After would only mislead. */
const curedByWaiting: ReadonlySet<UpstreamErrorCode> = new Set([
  'upstream_quota',
  'upstream_rate_limited',
  'upstream_overloaded',
  'upstream_unavailable',
  'upstream_timeout',
])

/**
 * Judges an error by what it says of itself: typed codes first, then phrases, then its status. `httpStatus` is null
 * for an error inside a 200, which counts by the status that it names.
 */
export function classify(
  vocabulary: ErrorVocabulary,
  facts: ErrorFacts,
  httpStatus: number | null,
  headerWaitMs: number | null,
): Verdict {
  const meaning = meaningOf(vocabulary, facts, httpStatus ?? facts.status)
  if (meaning === 'content_refused')
    return { code: 'upstream_rejected', refusesContent: true, retryAfterMs: null }
  const isQuota = meaning === 'upstream_quota'
  const told = headerWaitMs ?? facts.retryAfterMs
  const waitMs = told ?? (isQuota ? (vocabulary.quotaRenewedInMs?.(Date.now(), facts.codes) ?? null) : null)
  const most = isQuota ? MOST_QUOTA_WAIT_MS : MOST_RETRY_AFTER_MS
  return {
    code: meaning,
    refusesContent: false,
    retryAfterMs: waitMs === null || !curedByWaiting.has(meaning) ? null : Math.min(waitMs, most),
  }
}
