/** Headers of a response as undici gives them: names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

const SECOND_MS = 1000
/** Above this a reset is an instant in seconds since 1970, and a thousand times above it one in milliseconds. */
const LEAST_UNIX_SECONDS = 1_000_000_000

const single = (value: string | readonly string[] | undefined): string | null =>
  (typeof value === 'string' ? value : value?.[0])?.trim() || null

const positive = (ms: number): number | null => (Number.isFinite(ms) && ms > 0 ? Math.ceil(ms) : null)

/** A wait that a body names in seconds, such as OpenRouter's `retry_after` or Hugging Face's `estimated_time`. */
export const secondsToMs = (value: unknown): number | null =>
  typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/u.test(value.trim()))
    ? positive(Number(value) * SECOND_MS)
    : null

/** `Retry-After`: seconds or an HTTP date (RFC 9110, 10.2.3). Only dates are let through to Date.parse, which takes almost anything. */
function fromRetryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null
  return secondsToMs(value) ?? (/^[A-Za-z]{3,9},? /u.test(value) ? positive(Date.parse(value) - nowMs) : null)
}

/** `RateLimit: "api";r=0;t=55` (draft-ietf-httpapi-ratelimit-headers), sent by Hugging Face: r is left, t is seconds. */
function fromRateLimit(value: string | null): number | null {
  if (value === null || !/;\s*r\s*=\s*0\s*(;|,|$)/u.test(value)) return null
  return secondsToMs(/;\s*t\s*=\s*(\d+)/u.exec(value)?.[1])
}

/** `X-RateLimit-Reset`: OpenRouter sends an instant in milliseconds, others one in seconds or the seconds left. */
function fromReset(value: string | null, nowMs: number): number | null {
  const ms = secondsToMs(value)
  if (ms === null) return null
  const seconds = ms / SECOND_MS
  if (seconds < LEAST_UNIX_SECONDS) return ms
  return positive((seconds < LEAST_UNIX_SECONDS * SECOND_MS ? ms : seconds) - nowMs)
}

/**
 * How long a response's headers ask to wait, uncapped; null when they do not, or say nothing that makes sense. The
 * state of a rate limit stands on every response, so it counts only where the limit was the reason (`limited`).
 */
export function retryAfterOf(headers: ResponseHeaders, limited: boolean, nowMs: number): number | null {
  const asked = fromRetryAfter(single(headers['retry-after']), nowMs)
  if (asked !== null || !limited) return asked
  return fromRateLimit(single(headers.ratelimit)) ?? fromReset(single(headers['x-ratelimit-reset']), nowMs)
}
