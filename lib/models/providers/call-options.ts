import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import type { Sampling, Timeouts } from '../provider.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS

/** How long a provider on the network may take. */
export const remoteTimeouts: Timeouts = {
  connectMs: 10 * SECOND_MS,
  firstPartMs: 30 * SECOND_MS,
  idleMs: 60 * SECOND_MS,
  totalMs: 15 * MINUTE_MS,
}

/**
 * What a model of Ollama may take: it may have to be loaded first, which takes minutes and is answered with silence
 * (providers.md A5), and without a graphics card a reply takes as long as it takes.
 */
export const localTimeouts: Timeouts = {
  connectMs: 5 * SECOND_MS,
  firstPartMs: 180 * SECOND_MS,
  idleMs: 60 * SECOND_MS,
  totalMs: 60 * MINUTE_MS,
}

/** The sampling that every package can say. */
export const callOptions = (sampling: Sampling): Partial<LanguageModelV4CallOptions> => ({
  maxOutputTokens: sampling.maxTokens,
  temperature: sampling.temperature,
  topP: sampling.topP,
  presencePenalty: sampling.presencePenalty,
  frequencyPenalty: sampling.frequencyPenalty,
  seed: sampling.seed,
  stopSequences: sampling.stop,
})

/** Sampling where 0 means nothing and the published -1 the provider's default; neither is sent. */
export const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 ? value : undefined
