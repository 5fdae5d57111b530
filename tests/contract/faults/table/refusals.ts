import { type Entry, everywhere, fails, insteadOfReply } from './cell.ts'

const rejected = (status: number) => fails('upstream_rejected', status)
const auth = (status: number) => fails('upstream_auth', status)
const quota = (status: number) => fails('upstream_quota', status)
const overloaded = (status: number, retryAfter?: number) =>
  fails('upstream_overloaded', status, retryAfter === undefined ? {} : { retryAfter })
const unavailable = (status: number) => fails('upstream_unavailable', status)
const timeout = (status: number) => fails('upstream_timeout', status)
const noModel = (status: number) => fails('upstream_model_not_found', status)
const limited = (retryAfter?: number) =>
  fails('upstream_rate_limited', 429, retryAfter === undefined ? {} : { retryAfter })
const refusedContent = fails('upstream_rejected', 403, { final: true })

/** Used up until the next day: Cloudflare's is renewed at 00:00 UTC, of the others nobody knows. */
const dailyQuota = {
  ...everywhere(quota(402)),
  cloudflare: fails('upstream_quota', 429, { retryAfter: 'midnight' }),
}
const busy = {
  huggingface: overloaded(429),
  cloudflare: overloaded(429),
  openrouter: overloaded(503),
  ollama: overloaded(503),
}
const nobodyServes = { ...everywhere(noModel(400)), ollama: noModel(404) }

/** Errors instead of a reply, by status or by what a provider says. */
export const refusals: readonly Entry[] = [
  insteadOfReply('http-400', rejected(400)),
  insteadOfReply('http-401', auth(401)),
  insteadOfReply('http-402', quota(402)),
  insteadOfReply('http-403', auth(403)),
  insteadOfReply('http-403-moderation', {
    huggingface: refusedContent,
    openrouter: refusedContent,
    // These two have no such refusal: what they answer is about the account.
    cloudflare: auth(403),
    ollama: auth(403),
  }),
  insteadOfReply('http-404', noModel(404)),
  insteadOfReply('http-408', timeout(408)),
  insteadOfReply('http-413', rejected(413)),
  insteadOfReply('http-422', rejected(422)),
  insteadOfReply('http-429', { ...everywhere(limited()), huggingface: limited(55), openrouter: limited(30) }),
  insteadOfReply('http-429 7', limited(7)),
  insteadOfReply('http-429 90 date', limited(90)),
  insteadOfReply('http-500', unavailable(500)),
  insteadOfReply('http-502-html', unavailable(502)),
  insteadOfReply('http-503', {
    ...everywhere(unavailable(503)),
    // Both say in their bodies that it is for want of capacity.
    openrouter: overloaded(503),
    ollama: overloaded(503),
  }),
  insteadOfReply('http-503 20', {
    ...everywhere(fails('upstream_unavailable', 503, { retryAfter: 20 })),
    openrouter: overloaded(503, 20),
    ollama: overloaded(503, 20),
  }),
  insteadOfReply('http-503-loading', {
    ...everywhere(unavailable(503)),
    huggingface: overloaded(503, 20),
    openrouter: overloaded(503),
  }),
  insteadOfReply('http-504', timeout(504)),
  insteadOfReply('cf-3036', dailyQuota),
  insteadOfReply('cf-3040', busy),
  insteadOfReply('cf-3007', { ...everywhere(timeout(504)), cloudflare: timeout(408) }),
  insteadOfReply('cf-5007', nobodyServes),
  insteadOfReply('quota', dailyQuota),
  insteadOfReply('overloaded', busy),
  insteadOfReply('no-endpoints', { ...nobodyServes, openrouter: noModel(404) }),
  insteadOfReply('model-not-supported', nobodyServes),
  // A body that tells nothing leaves the status.
  ...['empty', 'html', 'text'].flatMap((body) => [
    insteadOfReply(`http-401 ${body}`, auth(401)),
    insteadOfReply(`http-429 7 ${body}`, limited(7)),
    insteadOfReply(`http-500 ${body}`, unavailable(500)),
    insteadOfReply(`http-503 ${body}`, unavailable(503)),
  ]),
  insteadOfReply('cf-3036 mislabelled', dailyQuota),
  insteadOfReply('overloaded mislabelled', busy),
]
