import {
  type AllowedAiModels,
  allowedModelsConst,
  type ModelConfiguration,
  AllowedAiModelNamesEnum as Name,
  type PossibleAiModels,
  AllowedAiModelPublishersEnum as Publisher,
} from '../domain/model.ts'
import type { ProviderName } from '../domain/receipt.ts'
import { budgetOf } from './budget.ts'
import type { Timeouts } from './provider.ts'

/** Where a model is served: a provider and what that provider calls it. */
export type ModelRoute = {
  provider: ProviderName
  upstreamModel: string
  contextWindowTokens: number
  maxOutputTokens?: number
  /** US dollars per million tokens; absent is unknown, never free. */
  price?: { inputUsd: number; outputUsd: number }
  /** The model itself is retired upstream and this one took its place; the receipt says so. */
  successor?: true
  timeouts?: Partial<Timeouts>
}

/** One model: the published configuration and where it is served, in order of preference. */
export type CatalogEntry = ModelConfiguration & {
  id: AllowedAiModels
  /** Thinks before it answers. */
  reasoning: boolean
  /** Thinks inside its text, between `<think>` and `</think>`, where no server takes the thoughts out. */
  thinksInText: boolean
  /** The template has a place for a system prompt; where not, it is put before the first question (providers.md B2). */
  systemRole: boolean
  /** What of the published parameters is the model's own; the rest is computed. */
  sampling: { typical_p: number; repetition_penalty: number; temperature?: number }
  routes: readonly [ModelRoute, ...ModelRoute[]]
}

type EntryData = Omit<CatalogEntry, 'configuration' | 'reasoning' | 'thinksInText' | 'systemRole'> &
  Partial<Pick<CatalogEntry, 'reasoning' | 'thinksInText' | 'systemRole'>>

/** -1: the provider's own default. */
const providersDefault = { typical_p: -1, repetition_penalty: -1 }
const focused = { typical_p: 0.2, repetition_penalty: 1.1 }

/**
 * All models. Adding one is adding an entry here and its id in lib/domain/model.ts. Windows, output limits and
 * prices as of 2026-11 (Cloudflare's and OpenRouter's published lists, model cards for Hugging Face).
 */
const entries: readonly EntryData[] = [
  {
    id: 'google/gemma-2-27b-it',
    publisher: Publisher.Google,
    name: Name.Gemma,
    description:
      'Gemma 2, 27B: Google’s open model, tidy in short texts, summaries and questions. 8K window.',
    icon: 'google',
    type: 'instruct',
    systemRole: false,
    sampling: focused,
    routes: [
      { provider: 'huggingface', upstreamModel: 'google/gemma-2-27b-it', contextWindowTokens: 8192 },
      {
        provider: 'openrouter',
        upstreamModel: 'google/gemma-2-27b-it',
        contextWindowTokens: 8192,
        maxOutputTokens: 2048,
      },
    ],
  },
  {
    id: 'qwen/Qwen2.5-72B-Instruct',
    publisher: Publisher.Qwen,
    name: Name.Qwen72B,
    description:
      'Qwen2.5, 72B: Alibaba’s large all-rounder, strong in long texts, tables and structured data.',
    icon: 'qwen',
    type: 'instruct',
    sampling: focused,
    routes: [
      {
        provider: 'huggingface',
        upstreamModel: 'Qwen/Qwen2.5-72B-Instruct',
        contextWindowTokens: 32_768,
        maxOutputTokens: 8192,
      },
      {
        provider: 'openrouter',
        upstreamModel: 'qwen/qwen-2.5-72b-instruct',
        contextWindowTokens: 32_768,
        maxOutputTokens: 16_384,
      },
    ],
  },
  {
    id: 'qwen/Qwen2.5-Coder-32B-Instruct',
    publisher: Publisher.Qwen,
    name: Name.QwenCoder,
    description: 'Qwen2.5 Coder, 32B: writes, explains and repairs code in many languages.',
    icon: 'qwen',
    type: 'instruct',
    sampling: focused,
    routes: [
      {
        provider: 'huggingface',
        upstreamModel: 'Qwen/Qwen2.5-Coder-32B-Instruct',
        contextWindowTokens: 32_768,
        maxOutputTokens: 8192,
      },
      {
        provider: 'cloudflare',
        upstreamModel: '@cf/qwen/qwen2.5-coder-32b-instruct',
        contextWindowTokens: 32_768,
      },
      {
        provider: 'openrouter',
        upstreamModel: 'qwen/qwen-2.5-coder-32b-instruct',
        contextWindowTokens: 32_768,
      },
    ],
  },
  {
    id: 'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B',
    publisher: Publisher.DeepSeek,
    name: Name.DeepSeekR1,
    description:
      'DeepSeek R1 distilled into Qwen 32B: thinks before it answers. Good at maths, logic and code; slower.',
    icon: 'deepseek',
    type: 'instruct',
    reasoning: true,
    thinksInText: true,
    systemRole: false,
    sampling: { ...focused, temperature: 0.6 },
    routes: [
      {
        provider: 'huggingface',
        upstreamModel: 'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B',
        contextWindowTokens: 131_072,
        maxOutputTokens: 32_768,
      },
      {
        provider: 'cloudflare',
        upstreamModel: '@cf/deepseek-ai/deepseek-r1-distill-qwen-32b',
        contextWindowTokens: 80_000,
      },
    ],
  },
  {
    id: 'mistralai/Mistral-Nemo-Instruct-2407',
    publisher: Publisher.Mistral,
    name: Name.MistralNemo,
    description: 'Mistral Nemo, 12B: quick and multilingual, made with NVIDIA, with a 128K window.',
    icon: 'mistral',
    type: 'instruct',
    systemRole: false,
    sampling: { ...focused, temperature: 0.35 },
    routes: [
      {
        provider: 'huggingface',
        upstreamModel: 'mistralai/Mistral-Nemo-Instruct-2407',
        contextWindowTokens: 131_072,
      },
      {
        provider: 'openrouter',
        upstreamModel: 'mistralai/mistral-nemo',
        contextWindowTokens: 131_072,
        price: { inputUsd: 0.02, outputUsd: 0.03 },
      },
    ],
  },
  {
    id: 'mistralai/Mistral-7B-Instruct-v0.3',
    publisher: Publisher.Mistral,
    name: Name.Mistral7B,
    description: 'Mistral 7B v0.3: small and fast, for everyday questions. 32K window.',
    icon: 'mistral',
    type: 'instruct',
    systemRole: false,
    sampling: focused,
    routes: [
      {
        provider: 'huggingface',
        upstreamModel: 'mistralai/Mistral-7B-Instruct-v0.3',
        contextWindowTokens: 32_768,
      },
    ],
  },
  {
    id: 'microsoft/Phi-3-mini-4k-instruct',
    publisher: Publisher.Microsoft,
    name: Name.Phi3,
    description: 'Phi-3 mini, 3.8B: Microsoft’s little model for short, exact tasks. 4K window.',
    icon: 'microsoft',
    type: 'instruct',
    systemRole: false,
    sampling: focused,
    routes: [
      {
        provider: 'huggingface',
        upstreamModel: 'microsoft/Phi-3-mini-4k-instruct',
        contextWindowTokens: 4096,
      },
    ],
  },
  {
    id: 'cloudflare/llama-3.3-70b-instruct-fp8-fast',
    publisher: Publisher.Cloudflare,
    name: Name.CloudflareLlama,
    description:
      'Llama 3.3, 70B, on Cloudflare’s network: Meta’s all-rounder, served fast from close by. 24K window.',
    icon: 'cloudflare',
    type: 'instruct',
    sampling: focused,
    routes: [
      {
        provider: 'cloudflare',
        upstreamModel: '@cf/meta/llama-3.3-70b-instruct-fp8-fast',
        contextWindowTokens: 24_000,
        price: { inputUsd: 0.293, outputUsd: 2.253 },
      },
    ],
  },
  {
    id: 'openrouter/gemini-2.0-pro-exp-02-05',
    publisher: Publisher.OpenRouter,
    name: Name.OpenRouterGemini,
    description:
      'Gemini Pro by way of OpenRouter. The 2.0 experiment is retired; Gemini 3.1 Pro answers in its place.',
    icon: 'google',
    type: 'chat',
    reasoning: true,
    sampling: providersDefault,
    routes: [
      {
        provider: 'openrouter',
        upstreamModel: 'google/gemini-3.1-pro-preview',
        contextWindowTokens: 1_048_576,
        maxOutputTokens: 65_536,
        price: { inputUsd: 2, outputUsd: 12 },
        successor: true,
      },
    ],
  },
  {
    id: 'openrouter/deepseek-chat',
    publisher: Publisher.OpenRouter,
    name: Name.OpenRouterDeepseek,
    description: 'DeepSeek Chat by way of OpenRouter: a large all-rounder at a small price. 128K window.',
    icon: 'deepseek',
    type: 'chat',
    sampling: providersDefault,
    routes: [
      {
        provider: 'openrouter',
        upstreamModel: 'deepseek/deepseek-chat',
        contextWindowTokens: 128_000,
        maxOutputTokens: 16_000,
        price: { inputUsd: 0.2, outputUsd: 0.8 },
      },
    ],
  },
  {
    id: 'openrouter/llama-3.3-70b-instruct',
    publisher: Publisher.OpenRouter,
    name: Name.OpenRouterLlama33,
    description: 'Llama 3.3, 70B, by way of OpenRouter: Meta’s all-rounder with the full 128K window.',
    icon: 'meta',
    type: 'instruct',
    sampling: providersDefault,
    routes: [
      {
        provider: 'openrouter',
        upstreamModel: 'meta-llama/llama-3.3-70b-instruct',
        contextWindowTokens: 131_072,
        maxOutputTokens: 16_384,
        price: { inputUsd: 0.1, outputUsd: 0.32 },
      },
    ],
  },
  {
    id: 'ollama/rwkv-6-world',
    publisher: Publisher.Ollama,
    name: Name.RwkvWorld,
    description:
      'RWKV-6 World, 1.6B, on your own machine through Ollama: nothing you write leaves it. 4K window.',
    icon: 'rwkv',
    type: 'instruct',
    sampling: providersDefault,
    routes: [{ provider: 'ollama', upstreamModel: 'mollysama/rwkv-6-world:1.6b', contextWindowTokens: 4096 }],
  },
]

function complete(data: EntryData): CatalogEntry {
  const entry = { reasoning: false, thinksInText: false, systemRole: true, ...data }
  const first = entry.routes[0]
  const budget = budgetOf({ ...first, reasoning: entry.reasoning })
  return {
    ...entry,
    configuration: (inputs) => ({
      model: first.upstreamModel,
      inputs,
      parameters: {
        max_new_tokens: budget.replyTokens,
        truncate: budget.promptTokens,
        return_full_text: false,
        ...entry.sampling,
      },
    }),
  }
}

const byId = new Map<string, CatalogEntry>(entries.map((data) => [data.id, complete(data)]))

/** All models in the published order. */
export const catalog: readonly CatalogEntry[] = allowedModelsConst.map((id) => {
  const entry = byId.get(id)
  if (!entry) throw new Error(`The catalogue has no entry for ${id}`)
  return entry
})

/** The published form: publisher → name → model. */
export const possibleAiModels: PossibleAiModels = Object.fromEntries(
  Object.values(Publisher).map((publisher) => [
    publisher,
    Object.fromEntries(
      catalog.filter((entry) => entry.publisher === publisher).map((entry) => [entry.name, entry]),
    ),
  ]),
)

/** The model of an exact id `publisher/name`; undefined for any other, also for `__proto__/toString`. */
export const findModel = (id: string): CatalogEntry | undefined => byId.get(id)
