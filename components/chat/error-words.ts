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
  unauthorized: 'Your session has ended',
  rate_limited: 'You are faster than this server allows',
}

function providerOf({ data }: ErrorBody): string {
  const name = providerNames.find((known: ProviderName) => known === data.provider)
  return name ? providerLabels[name] : 'The provider'
}

/** How a fault's sentence tells the wait that the card counts down (lib/models/upstream/fault-message.ts). */
const TOLD_WAIT = / It can be asked again in [^.]+\.$/u

type Description = { title: string; text: string; blame: Blame; blameWords: string }

/** What failed, why, and whose it is. `error` null: no answer came at all. */
export function describeError(error: ErrorBody | null): Description {
  if (!error)
    return {
      title: 'The server cannot be reached',
      text: 'Check the connection; what was written so far is kept.',
      blame: 'connection',
      blameWords: 'Between you and this server',
    }
  const { code, message, retryAfter } = error.data
  const text = retryAfter ? message.replace(TOLD_WAIT, '') : message
  const title = providerTitles[code]?.(providerOf(error)) ?? titles[code]
  if (code === 'unauthorized')
    return {
      title: title ?? code,
      text: 'Sign in again: what you wrote waits in the field below.',
      blame: 'you',
      blameWords: 'With your session',
    }
  if (ofTheRequest.has(code))
    return { title: title ?? 'The request was refused', text, blame: 'you', blameWords: 'With this request' }
  if (code === 'provider_not_configured' && title)
    return { title, text, blame: 'server', blameWords: 'A setting of this server' }
  if (title) return { title, text, blame: 'provider', blameWords: 'At the provider, not with you' }
  return { title: 'Something went wrong on this server', text, blame: 'server', blameWords: 'On this server' }
}

/** What may cure a fault: the same request again, or another model. `error` null: no answer came at all. */
export type Remedies = { again: boolean; otherModel: boolean }

const curedElsewhere = new Set<ErrorCode>(['provider_not_configured', 'context_too_long'])

export function remediesOf(error: ErrorBody | null): Remedies {
  const code = error?.data.code
  return {
    again: !code || !ofTheRequest.has(code) || code === 'rate_limited',
    otherModel: code !== undefined && (curedElsewhere.has(code) || describeError(error).blame === 'provider'),
  }
}
