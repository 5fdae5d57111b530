import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider'
import type { ReplyDelta } from '../domain/chat.ts'
import type { FinishReason, ProviderName, Usage } from '../domain/receipt.ts'
import type { Dialect } from './upstream/dialect.ts'

/** How long an upstream may take, each in milliseconds. */
export type Timeouts = {
  /** Until the connection stands. */
  connectMs: number
  /** From the request to the first part of the reply. */
  firstPartMs: number
  /** Between two parts. */
  idleMs: number
  /** The whole reply. */
  totalMs: number
}

/** What shapes a reply, in our own words; absent means the provider's default. */
export type Sampling = {
  maxTokens: number
  /** The window that the prompt was fitted into; Ollama has to be told it. */
  contextWindowTokens: number
  temperature?: number
  topP?: number
  typicalP?: number
  repetitionPenalty?: number
  presencePenalty?: number
  frequencyPenalty?: number
  seed?: number
  stop?: string[]
}

/** Names of `Sampling` that a provider has no word for; they are left out of its requests. */
export type SamplingName = Exclude<keyof Sampling, 'maxTokens' | 'contextWindowTokens'>

/** A message as it is sent upstream; at most one `system` and only as the first. */
export type PromptMessage = { role: 'system' | 'user' | 'assistant'; text: string }

/** One attempt at one route. */
export type ProviderCall = {
  upstreamModel: string
  /** The model thinks before it answers, so its text is searched for `<think>`. */
  reasoning: boolean
  messages: readonly PromptMessage[]
  sampling: Sampling
  /** Laid over the provider's own time-outs. */
  timeouts?: Partial<Timeouts>
  /** Aborting closes the upstream connection at once. */
  signal: AbortSignal
}

/** What an attempt yields: pieces of the reply, then exactly one `finish`; a fault is thrown as UpstreamFault. */
export type ProviderPart =
  | ReplyDelta
  | { type: 'finish'; finishReason: FinishReason; usage: Usage | null; costUsd: number | null }

export type UpstreamFetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>

/** The contract of a provider: one file each under providers/, all of one outline. */
export interface Provider {
  readonly name: ProviderName
  /** As a person calls it. */
  readonly label: string
  /** Runs on this machine or network: text sent to it does not go to a third party. */
  readonly local: boolean
  readonly timeouts: Timeouts
  readonly inexpressible: readonly SamplingName[]
  /** How its streams and errors are read and handed on (see upstream/). */
  readonly dialect: Dialect
  /** null when it is set up, else what to do, such as `Set OPENROUTER_API_KEY`. Reads the environment, never the network. */
  missing(): string | null
  /** A model of its SDK package on the given wire. Creating one costs no network. */
  languageModel(upstreamModel: string, reasoning: boolean, fetch: UpstreamFetch): LanguageModelV4
  /** Sampling in the package's words; what it cannot say goes into `body`, merged into the JSON sent by the wire. */
  sampling(
    sampling: Sampling,
    reasoning: boolean,
  ): {
    options: Partial<LanguageModelV4CallOptions>
    body: Record<string, unknown>
  }
  /** A cheap request that shows whether it is up, never billed. */
  probe(): { url: string; headers: Record<string, string> }
}
