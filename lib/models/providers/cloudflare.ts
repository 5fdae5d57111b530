import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { environment } from '../../env.ts'
import type { Provider } from '../provider.ts'
import { chatCompletions } from '../upstream/chat-completions.ts'
import { callOptions, positive, remoteTimeouts } from './call-options.ts'

const DAY_MS = 24 * 60 * 60_000

/** The base URL of OpenAI's protocol; an own one is taken as it stands, with its account id or without. */
function baseUrl(): string {
  const { CLOUDFLARE_BASE_URL: own, CLOUDFLARE_ACCOUNT_ID: account } = environment()
  return own ?? `https://api.cloudflare.com/client/v4/accounts/${account}/ai/v1`
}

const within = (value: number | undefined, least: number, most: number): number | undefined =>
  value === undefined ? undefined : Math.min(Math.max(value, least), most)

/**
 * Cloudflare Workers AI through its OpenAI-compatible endpoint (providers.md A1). A model that thinks is served by
 * openai-compatible, since @ai-sdk/openai drops `reasoning_content` (C4).
 */
export const cloudflare: Provider = {
  name: 'cloudflare',
  label: 'Cloudflare',
  local: false,
  timeouts: remoteTimeouts,
  inexpressible: ['typicalP', 'stop'],
  dialect: chatCompletions({
    // developers.cloudflare.com/workers-ai/platform/errors; the two 429s differ by nothing else.
    errorCodes: {
      '3003': 'upstream_rejected',
      '3006': 'upstream_rejected',
      '3007': 'upstream_timeout',
      '3008': 'upstream_timeout',
      '3023': 'upstream_auth',
      '3036': 'upstream_quota',
      '3040': 'upstream_overloaded',
      '3041': 'upstream_auth',
      '3042': 'upstream_model_not_found',
      '5004': 'upstream_rejected',
      '5005': 'upstream_rejected',
      '5007': 'upstream_model_not_found',
      '5016': 'upstream_auth',
      '5018': 'upstream_auth',
      '5019': 'upstream_rejected',
      '5035': 'upstream_quota',
      '7003': 'upstream_model_not_found',
      '10000': 'upstream_auth',
    },
    // "All limits reset daily at 00:00 UTC": developers.cloudflare.com/workers-ai/platform/pricing. A plan that has to
    // be paid for (5035) is no such limit.
    quotaRenewedInMs: (nowMs, codes) => (codes.includes('5035') ? null : DAY_MS - (nowMs % DAY_MS)),
  }),

  missing() {
    const {
      CLOUDFLARE_BASE_URL: own,
      CLOUDFLARE_ACCOUNT_ID: account,
      CLOUDFLARE_API_TOKEN: token,
    } = environment()
    const names = [
      own || account ? [] : ['CLOUDFLARE_ACCOUNT_ID'],
      token ? [] : ['CLOUDFLARE_API_TOKEN'],
    ].flat()
    return names.length === 0 ? null : `Set ${names.join(' and ')}`
  },

  languageModel(upstreamModel, reasoning, fetch) {
    const settings = { baseURL: baseUrl(), apiKey: environment().CLOUDFLARE_API_TOKEN, fetch }
    return reasoning
      ? createOpenAICompatible({ ...settings, name: 'cloudflare', includeUsage: true })(upstreamModel)
      : createOpenAI(settings).chat(upstreamModel)
  },

  // Its own ranges; what is outside of them is answered with 5004 (workers-ai-models/llama-3.3-70b-instruct-fp8-fast).
  sampling(sampling) {
    const repetition = within(positive(sampling.repetitionPenalty), 0, 2)
    return {
      options: {
        ...callOptions({ ...sampling, stop: undefined }),
        topP: within(sampling.topP, 0.001, 1),
        seed: within(sampling.seed, 1, 9_999_999_999),
      },
      body: repetition === undefined ? {} : { repetition_penalty: repetition },
    }
  },

  probe() {
    const root = /^(.*\/client\/v4)\//u.exec(baseUrl())?.[1] ?? `${new URL(baseUrl()).origin}/client/v4`
    const { CLOUDFLARE_API_TOKEN: token } = environment()
    return { url: `${root}/user/tokens/verify`, headers: { authorization: `Bearer ${token}` } }
  },
}
