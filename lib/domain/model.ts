/**
 * The published names of the models: clients of the endpoint have had these for years, so they stay as they are
 * (api.md section 1, design.md "Models and routes").
 */

/** A message of a request. Further keys are allowed and ignored. */
export interface Message {
  id?: string
  role: 'user' | 'assistant'
  content: string
  isStreaming?: boolean
}

/** The body of POST /api/ai/{model_publisher}/{model_name}/chat. */
export interface ChatRequest {
  messages: Message[]
}

/** Sampling in the words of text generation. -1 stands for the provider's own default and is never sent. */
export interface ModelParameters {
  /** Most tokens of a reply. */
  max_new_tokens: number
  typical_p: number
  repetition_penalty: number
  /** Most prompt tokens that are sent; what is older is left out by whole turns. */
  truncate: number
  return_full_text: boolean
  temperature?: number
}

export interface ModelConfiguration {
  publisher: string
  name: string
  description: string
  /** Name of an icon in components/models. */
  icon: string
  type: 'instruct' | 'chat'
  configuration: (inputs: string) => { model: string; inputs: string; parameters: ModelParameters }
}

/** Publisher → name → model. */
export interface PossibleAiModels {
  [publisher: string]: { [name: string]: ModelConfiguration }
}

/** The ids of all models, `publisher/name`. */
export const allowedModelsConst = [
  'google/gemma-2-27b-it',
  'qwen/Qwen2.5-72B-Instruct',
  'qwen/Qwen2.5-Coder-32B-Instruct',
  'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B',
  'mistralai/Mistral-Nemo-Instruct-2407',
  'mistralai/Mistral-7B-Instruct-v0.3',
  'microsoft/Phi-3-mini-4k-instruct',
  'cloudflare/llama-3.3-70b-instruct-fp8-fast',
  'openrouter/gemini-2.0-pro-exp-02-05',
  'openrouter/deepseek-chat',
  'openrouter/llama-3.3-70b-instruct',
  'ollama/rwkv-6-world',
] as const

export type AllowedAiModels = (typeof allowedModelsConst)[number]

export const AllowedAiModelPublishersEnum = {
  Qwen: 'qwen',
  DeepSeek: 'deepseek-ai',
  Mistral: 'mistralai',
  Google: 'google',
  Microsoft: 'microsoft',
  Cloudflare: 'cloudflare',
  OpenRouter: 'openrouter',
  Ollama: 'ollama',
} as const
export type AllowedAiModelPublishersEnum =
  (typeof AllowedAiModelPublishersEnum)[keyof typeof AllowedAiModelPublishersEnum]

export const AllowedAiModelNamesEnum = {
  Qwen72B: 'Qwen2.5-72B-Instruct',
  QwenCoder: 'Qwen2.5-Coder-32B-Instruct',
  DeepSeekR1: 'DeepSeek-R1-Distill-Qwen-32B',
  MistralNemo: 'Mistral-Nemo-Instruct-2407',
  Mistral7B: 'Mistral-7B-Instruct-v0.3',
  Gemma: 'gemma-2-27b-it',
  Phi3: 'Phi-3-mini-4k-instruct',
  CloudflareLlama: 'llama-3.3-70b-instruct-fp8-fast',
  OpenRouterGemini: 'gemini-2.0-pro-exp-02-05',
  OpenRouterDeepseek: 'deepseek-chat',
  OpenRouterLlama33: 'llama-3.3-70b-instruct',
  RwkvWorld: 'rwkv-6-world',
} as const
export type AllowedAiModelNamesEnum = (typeof AllowedAiModelNamesEnum)[keyof typeof AllowedAiModelNamesEnum]
