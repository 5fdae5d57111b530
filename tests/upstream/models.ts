/** Who is played here; each speaks a dialect of its own. */
export const providerNames = ['huggingface', 'cloudflare', 'openrouter', 'ollama'] as const
export type ProviderName = (typeof providerNames)[number]

/** Whether a string names a provider. */
export const isProviderName = (value: unknown): value is ProviderName =>
  providerNames.some((name) => name === value)

/**
 * The upstream ids that each provider serves (providers.md B1); any other is answered with that provider's own
 * "no such model". Written down here and not read from the catalogue, so that a wrong id there shows.
 */
export const knownModels: Record<ProviderName, readonly string[]> = {
  huggingface: [
    'google/gemma-2-27b-it',
    'Qwen/Qwen2.5-72B-Instruct',
    'Qwen/Qwen2.5-Coder-32B-Instruct',
    'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B',
    'mistralai/Mistral-Nemo-Instruct-2407',
    'mistralai/Mistral-7B-Instruct-v0.3',
    'microsoft/Phi-3-mini-4k-instruct',
  ],
  cloudflare: [
    '@cf/meta/llama-3.3-70b-instruct-fp8-fast',
    '@cf/qwen/qwen2.5-coder-32b-instruct',
    '@cf/deepseek-ai/deepseek-r1-distill-qwen-32b',
  ],
  openrouter: [
    'google/gemma-2-27b-it',
    'qwen/qwen-2.5-72b-instruct',
    'qwen/qwen-2.5-coder-32b-instruct',
    'mistralai/mistral-nemo',
    'google/gemini-3.1-pro-preview',
    'google/gemini-3.5-flash',
    'deepseek/deepseek-chat',
    'meta-llama/llama-3.3-70b-instruct',
  ],
  ollama: ['mollysama/rwkv-6-world:1.6b'],
}

/** The ids that think before they answer. */
export const reasoningModels: ReadonlySet<string> = new Set([
  'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B',
  '@cf/deepseek-ai/deepseek-r1-distill-qwen-32b',
])

/** US dollars per million tokens, for the cost that OpenRouter tells; what is absent costs nothing here. */
export const openRouterPrices: Readonly<Record<string, { inputUsd: number; outputUsd: number }>> = {
  'google/gemini-3.1-pro-preview': { inputUsd: 2, outputUsd: 12 },
  'google/gemini-3.5-flash': { inputUsd: 1.5, outputUsd: 9 },
  'deepseek/deepseek-chat': { inputUsd: 0.2, outputUsd: 0.8 },
  'meta-llama/llama-3.3-70b-instruct': { inputUsd: 0.1, outputUsd: 0.32 },
  'mistralai/mistral-nemo': { inputUsd: 0.02, outputUsd: 0.03 },
}
