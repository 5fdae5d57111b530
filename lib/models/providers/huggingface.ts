import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { environment } from '../../env.ts'
import type { Provider } from '../provider.ts'
import { chatCompletions } from '../upstream/chat-completions.ts'
import { callOptions, remoteTimeouts } from './call-options.ts'

/**
 * Hugging Face's router (Inference Providers) and whatever speaks its protocol behind HUGGINGFACE_BASE_URL, such as
 * a TGI of one's own (providers.md A2, A3).
 */
export const huggingface: Provider = {
  name: 'huggingface',
  label: 'Hugging Face',
  local: false,
  timeouts: remoteTimeouts,
  inexpressible: ['typicalP', 'repetitionPenalty'],
  dialect: chatCompletions({
    errorCodes: {
      model_not_supported: 'upstream_model_not_found',
      // TGI's `error_type`.
      overloaded: 'upstream_overloaded',
      validation: 'upstream_rejected',
      template_error: 'upstream_rejected',
      tool_error: 'upstream_rejected',
      generation: 'upstream_unavailable',
      incomplete_generation: 'upstream_unavailable',
      healthcheck: 'upstream_unavailable',
    },
  }),

  missing: () => (environment().HF_TOKEN ? null : 'Set HF_TOKEN'),

  languageModel(upstreamModel, _reasoning, fetch) {
    const { HUGGINGFACE_BASE_URL: baseURL, HF_TOKEN: apiKey } = environment()
    return createOpenAICompatible({ name: 'huggingface', baseURL, apiKey, includeUsage: true, fetch })(
      upstreamModel,
    )
  },

  sampling: (sampling) => ({ options: callOptions(sampling), body: {} }),

  probe() {
    const { HUGGINGFACE_BASE_URL: baseURL, HF_TOKEN: token } = environment()
    return { url: `${baseURL}/models`, headers: { authorization: `Bearer ${token}` } }
  },
}
