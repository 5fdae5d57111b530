import type { MessageStatus } from './chat.ts'
import type { ErrorCode } from './errors.ts'
import type { GenerationId, KeyId } from './ids.ts'
import type { ProviderName, Usage } from './receipt.ts'

/** Where a turn came from: a stored chat, the playground, the OpenAI-compatible surface. */
export const surfaces = ['chat', 'playground', 'v1'] as const
export type Surface = (typeof surfaces)[number]

/** How a turn ended; `left`: its caller went away before the end. */
export const turnOutcomes = ['complete', 'stopped', 'left', 'failed', 'interrupted'] as const
export type TurnOutcome = (typeof turnOutcomes)[number] & (Exclude<MessageStatus, 'streaming'> | 'left')

/** What one turn took, without a word of what was said. Times in milliseconds; null is unknown, never 0. */
export type TurnUsage = {
  id: GenerationId
  /** When it ended, in Unix milliseconds. */
  endedAt: number
  surface: Surface
  /** The API key that asked; null: a session. */
  keyId: KeyId | null
  model: string
  provider: ProviderName | null
  upstreamModel: string | null
  outcome: TurnOutcome
  errorCode: ErrorCode | null
  usage: Usage | null
  costUsd: number | null
  queuedMs: number | null
  firstTokenMs: number | null
  totalMs: number | null
}

/** Upper ends of the classes of first-token times in milliseconds; the last class has none. */
export const firstTokenClassesMs = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000] as const

/** Sums over turns. */
export type UsageSums = {
  turns: number
  /** Of these, `failed` and `interrupted` ones. */
  failures: number
  /** Whose tokens are our own estimate. */
  estimatedTurns: number
  inputTokens: number
  outputTokens: number
  reasoningTokens: number
  /** Of the turns whose cost is known, in billionths of a US dollar. */
  costNanoUsd: number
  pricedTurns: number
  firstTokenTurns: number
  firstTokenSumMs: number
  /** How many turns fell into each class of first-token times, `firstTokenClassesMs` and above. */
  firstTokenClasses: number[]
}

/** The sums of a day in UTC (`2030-01-31`) of one model at one provider, asked by one key. */
export type UsageCell = {
  day: string
  model: string
  provider: ProviderName | null
  keyId: KeyId | null
} & UsageSums

/** The day in UTC of an instant in Unix milliseconds. */
export const dayOf = (unixMs: number) => new Date(unixMs).toISOString().slice(0, 10)

const NANO_USD = 1_000_000_000

/** The sums of no turn. */
export const noUsage = (): UsageSums => ({
  turns: 0,
  failures: 0,
  estimatedTurns: 0,
  inputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  costNanoUsd: 0,
  pricedTurns: 0,
  firstTokenTurns: 0,
  firstTokenSumMs: 0,
  firstTokenClasses: [...firstTokenClassesMs, null].map(() => 0),
})

/** What one turn adds to the sums. */
export function sumsOf({ outcome, usage, costUsd, firstTokenMs }: TurnUsage): UsageSums {
  const sums = noUsage()
  sums.turns = 1
  sums.failures = outcome === 'failed' || outcome === 'interrupted' ? 1 : 0
  if (usage) {
    sums.estimatedTurns = usage.estimated ? 1 : 0
    sums.inputTokens = usage.inputTokens
    sums.outputTokens = usage.outputTokens
    sums.reasoningTokens = usage.reasoningTokens
  }
  if (costUsd !== null) {
    sums.costNanoUsd = Math.round(costUsd * NANO_USD)
    sums.pricedTurns = 1
  }
  if (firstTokenMs !== null) {
    sums.firstTokenTurns = 1
    sums.firstTokenSumMs = Math.round(firstTokenMs)
    const found = firstTokenClassesMs.findIndex((end) => firstTokenMs <= end)
    sums.firstTokenClasses[found < 0 ? firstTokenClassesMs.length : found] = 1
  }
  return sums
}

/** The sums of both. */
export function addSums(one: UsageSums, other: UsageSums): UsageSums {
  return {
    turns: one.turns + other.turns,
    failures: one.failures + other.failures,
    estimatedTurns: one.estimatedTurns + other.estimatedTurns,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    reasoningTokens: one.reasoningTokens + other.reasoningTokens,
    costNanoUsd: one.costNanoUsd + other.costNanoUsd,
    pricedTurns: one.pricedTurns + other.pricedTurns,
    firstTokenTurns: one.firstTokenTurns + other.firstTokenTurns,
    firstTokenSumMs: one.firstTokenSumMs + other.firstTokenSumMs,
    firstTokenClasses: one.firstTokenClasses.map(
      (count, index) => count + (other.firstTokenClasses[index] ?? 0),
    ),
  }
}

/** The known cost in US dollars; null when no turn's cost is known. */
export const costUsdOf = ({ pricedTurns, costNanoUsd }: UsageSums) =>
  pricedTurns === 0 ? null : costNanoUsd / NANO_USD

/**
 * About how long a share of the turns (0.5: the median) waited at most for the first token, within its class; null
 * without any. In the class without an end it is the class's beginning.
 */
export function firstTokenMsOf(
  { firstTokenClasses, firstTokenTurns }: UsageSums,
  share: number,
): number | null {
  if (firstTokenTurns === 0) return null
  const wanted = share * firstTokenTurns
  let seen = 0
  for (const [index, count] of firstTokenClasses.entries()) {
    const begin = firstTokenClassesMs[index - 1] ?? 0
    const end = firstTokenClassesMs[index] ?? begin
    if (count > 0 && seen + count >= wanted)
      return Math.round(begin + ((wanted - seen) / count) * (end - begin))
    seen += count
  }
  return firstTokenClassesMs.at(-1) ?? null
}
