import type { ErrorBody } from '../../../lib/domain/errors.ts'
import type { Receipt, Usage } from '../../../lib/domain/receipt.ts'

/** What belongs to a reply beside its text, with everything in it that there can be. */
export const usage: Usage = { inputTokens: 12, outputTokens: 34, reasoningTokens: 5, estimated: true }

export const receipt: Receipt = {
  model: 'google/gemma-2-27b-it',
  provider: 'huggingface',
  upstreamModel: 'google/gemma-2-27b-it:nebius',
  reason: 'failover',
  attempts: [
    { provider: 'cloudflare', upstreamModel: '@cf/a/b', outcome: 'upstream_quota', status: 429, ms: 12.5 },
    { provider: 'openrouter', upstreamModel: 'a/b', outcome: 'skipped', status: null, ms: 0 },
    {
      provider: 'huggingface',
      upstreamModel: 'google/gemma-2-27b-it:nebius',
      outcome: 'ok',
      status: 200,
      ms: 80,
    },
  ],
  queuedMs: 1,
  firstTokenMs: 92.25,
  totalMs: 1200,
  usage,
  cost: { usd: 0.000_012 },
  droppedTurns: 2,
  requestId: 'req_1',
}

export const error: ErrorBody = {
  statusCode: 500,
  statusMessage: 'Internal Server Error',
  data: {
    code: 'upstream_timeout',
    message: 'The model did not answer in time.',
    requestId: 'req_1',
    retryAfter: 3,
    retryable: true,
    issues: [{ path: 'a', message: 'b' }],
  },
}
