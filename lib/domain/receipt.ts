import type { UpstreamErrorCode } from './errors.ts'

/** Who serves models. The map of providers in lib/models/providers is complete over these. */
export const providerNames = ['cloudflare', 'huggingface', 'openrouter', 'ollama'] as const
export type ProviderName = (typeof providerNames)[number]

/** `length` was cut by the token budget, `error` by a fault after the first part. */
export const finishReasons = ['stop', 'length', 'content-filter', 'error', 'other'] as const
export type FinishReason = (typeof finishReasons)[number]

/** Why a route was asked; `failover`: another before it could not answer, `successor`: the model itself is served no more. */
export const routeReasons = ['first-choice', 'failover', 'successor'] as const

/** Token counts; `estimated` when the provider never told them and we counted ourselves. */
export type Usage = {
  inputTokens: number
  outputTokens: number
  reasoningTokens: number
  estimated: boolean
}

/** One try of one route. `status` is the upstream's HTTP status, null where there was none; `ms` until its outcome was known. */
export type Attempt = {
  provider: ProviderName
  upstreamModel: string
  outcome: 'ok' | 'skipped' | UpstreamErrorCode
  status: number | null
  ms: number
}

/** How a reply came about (api.md section 5). Times in milliseconds; null is unknown. */
export type Receipt = {
  model: string
  provider: ProviderName | null
  upstreamModel: string | null
  reason: (typeof routeReasons)[number] | null
  attempts: Attempt[]
  queuedMs: number | null
  firstTokenMs: number | null
  totalMs: number | null
  usage: Usage | null
  cost: { usd: number } | null
  droppedTurns: number
  requestId: string
}

/** What of a receipt is known as soon as a reply has begun. */
export type Opening = Omit<Receipt, 'totalMs' | 'usage' | 'cost'>
