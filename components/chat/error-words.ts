import type { ErrorBody, ErrorCode } from '@/lib/domain/errors.ts'
import { type ProviderName, providerNames } from '@/lib/domain/receipt.ts'
import { providerLabels } from '../models/labels.ts'

/** Who can do something about it. */
export type Blame = 'you' | 'provider' | 'server' | 'connection'

const ofTheRequest = new Set<ErrorCode>([
  'context_too_long',
  'body_too_large',
  'invalid_body',
  'invalid_model',
  'chat_not_found',
  'unauthorized',
  'rate_limited',
])

const providerTitles: Partial<Record<ErrorCode, (provider: string) => string>> = {
  upstream_auth: (provider) => `${provider} refused the key of this server`,
  upstream_quota: (provider) => `The quota at ${provider} is used up`,
  upstream_rate_limited: (provider) => `${provider} asks us to wait`,
  upstream_overloaded: (provider) => `${provider} is overloaded`,
  upstream_unavailable: (provider) => `${provider} is down`,
  upstream_timeout: (provider) => `${provider} took too long`,
  upstream_model_not_found: (provider) => `${provider} does not serve this model`,
  upstream_rejected: (provider) => `${provider} refused the request`,
  upstream_malformed: (provider) => `${provider} gave an answer that cannot be read`,
  provider_not_configured: (provider) => `${provider} is not set up on this server`,
}

const titles: Partial<Record<ErrorCode, string>> = {
  context_too_long: 'The message is too long for this model',
  body_too_large: 'The conversation is too large to send',
  chat_not_found: 'This chat is no longer there',
  unauthorized: 'You are signed out',
  rate_limited: 'You are faster than this server allows',
}

function providerOf({ data }: ErrorBody): string {
  const name = providerNames.find((known: ProviderName) => known === data.provider)
  return name ? providerLabels[name] : 'The provider'
}

/** What failed, and whose it is. `error` null: no answer came at all. */
export function describeError(error: ErrorBody | null): { title: string; blame: Blame; blameWords: string } {
  if (!error)
    return {
      title: 'The server cannot be reached',
      blame: 'connection',
      blameWords: 'Between you and this server',
    }
  const { code } = error.data
  const title = providerTitles[code]
  if (title)
    return code === 'provider_not_configured'
      ? { title: title(providerOf(error)), blame: 'server', blameWords: 'A setting of this server' }
      : { title: title(providerOf(error)), blame: 'provider', blameWords: 'At the provider, not with you' }
  if (ofTheRequest.has(code))
    return { title: titles[code] ?? 'The request was refused', blame: 'you', blameWords: 'With this request' }
  return {
    title: titles[code] ?? 'Something went wrong on this server',
    blame: 'server',
    blameWords: 'On this server',
  }
}

/** Repeating the same request cannot cure these. */
export const isIncurable = (code: ErrorCode) => ofTheRequest.has(code) && code !== 'rate_limited'
