import { createOpenRouter } from '@openrouter/ai-sdk-provider'
import { environment } from '../../env.ts'
import type { Provider } from '../provider.ts'
import { chatCompletions } from '../upstream/chat-completions.ts'
import { callOptions, positive, remoteTimeouts } from './call-options.ts'

/** OpenRouter (providers.md A4). */
export const openrouter: Provider = {
  name: 'openrouter',
  label: 'OpenRouter',
  local: false,
  timeouts: remoteTimeouts,
  inexpressible: ['typicalP'],
  dialect: chatCompletions({
    // openrouter.ai/docs, errors and debugging: `metadata.error_type`, then `availability.code`.
    errorCodes: {
      authentication: 'upstream_auth',
      permission_denied: 'upstream_auth',
      payment_required: 'upstream_quota',
      rate_limit_exceeded: 'upstream_rate_limited',
      provider_overloaded: 'upstream_overloaded',
      provider_unavailable: 'upstream_unavailable',
      server: 'upstream_unavailable',
      timeout: 'upstream_timeout',
      not_found: 'upstream_model_not_found',
      invalid_request: 'upstream_rejected',
      unprocessable: 'upstream_rejected',
      payload_too_large: 'upstream_rejected',
      context_length_exceeded: 'upstream_rejected',
      max_tokens_exceeded: 'upstream_rejected',
      content_policy_violation: 'content_refused',
      model_not_found: 'upstream_model_not_found',
      model_deprecated: 'upstream_model_not_found',
      no_endpoints: 'upstream_model_not_found',
      free_variant_ended: 'upstream_model_not_found',
      capacity_exhausted: 'upstream_overloaded',
    },
  }),

  missing: () => (environment().OPENROUTER_API_KEY ? null : 'Set OPENROUTER_API_KEY'),

  languageModel(upstreamModel, _reasoning, fetch) {
    const { OPENROUTER_BASE_URL: baseURL, OPENROUTER_API_KEY: apiKey } = environment()
    return createOpenRouter({ baseURL, apiKey, compatibility: 'strict', appName: 'Neptun', fetch }).chat(
      upstreamModel,
      { usage: { include: true } },
    )
  },

  sampling(sampling) {
    const repetition = positive(sampling.repetitionPenalty)
    return {
      options: callOptions(sampling),
      body: repetition === undefined ? {} : { repetition_penalty: repetition },
    }
  },

  probe() {
    const { OPENROUTER_BASE_URL: baseURL, OPENROUTER_API_KEY: key } = environment()
    return { url: `${baseURL}/key`, headers: { authorization: `Bearer ${key}` } }
  },
}
