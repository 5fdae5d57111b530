import { createOllama } from 'ollama-ai-provider-v2'
import { environment } from '../../env.ts'
import type { Provider } from '../provider.ts'
import { ollamaChat } from '../upstream/ollama-chat.ts'
import { localTimeouts, positive } from './call-options.ts'

/** How long Ollama keeps a model loaded after a reply: longer than its own 5 minutes, since loading takes minutes. */
const KEEP_ALIVE = '15m'

const authorization = (): Record<string, string> => {
  const { OLLAMA_API_KEY: key } = environment()
  return key ? { authorization: `Bearer ${key}` } : {}
}

/** Ollama's own protocol; its imitation of OpenAI's swallows errors and knows no `num_ctx` (providers.md A5). */
export const ollama: Provider = {
  name: 'ollama',
  label: 'Ollama',
  local: true,
  timeouts: localTimeouts,
  inexpressible: [],
  dialect: ollamaChat,

  missing: () => null,

  languageModel(upstreamModel, _reasoning, fetch) {
    const { OLLAMA_BASE_URL: host } = environment()
    return createOllama({ baseURL: `${host}/api`, headers: authorization(), fetch })(upstreamModel)
  },

  // All of it goes around the package, whose own fields Ollama ignores (C2).
  sampling: (sampling, reasoning) => ({
    options: {},
    body: {
      keep_alive: KEEP_ALIVE,
      // Absent, a model that can think does; true would be refused by one that writes its thoughts into the text.
      ...(reasoning ? { think: undefined } : {}),
      options: {
        num_ctx: sampling.contextWindowTokens,
        num_predict: sampling.maxTokens,
        temperature: sampling.temperature,
        top_p: sampling.topP,
        typical_p: positive(sampling.typicalP),
        repeat_penalty: positive(sampling.repetitionPenalty),
        presence_penalty: sampling.presencePenalty,
        frequency_penalty: sampling.frequencyPenalty,
        seed: sampling.seed,
        stop: sampling.stop,
      },
    },
  }),

  probe() {
    return { url: `${environment().OLLAMA_BASE_URL}/api/version`, headers: authorization() }
  },
}
