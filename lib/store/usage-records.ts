import { z } from 'zod'
import { toGenerationId, toKeyId } from '../domain/ids.ts'
import { providerNames } from '../domain/receipt.ts'
import {
  noUsage,
  surfaces,
  type TurnOutcome,
  type TurnUsage,
  turnOutcomes,
  type UsageSums,
} from '../domain/usage.ts'
import { errorCode, usage } from './stored-values.ts'

/** A recorded turn, as it is parsed when it is read. */
export const turnUsage: z.ZodType<TurnUsage, unknown> = z.object({
  id: z.string().transform(toGenerationId),
  endedAt: z.number(),
  surface: z.enum(surfaces),
  keyId: z.string().transform(toKeyId).nullable(),
  model: z.string(),
  provider: z.enum(providerNames).nullable(),
  upstreamModel: z.string().nullable(),
  outcome: z.custom<TurnOutcome>((value) => turnOutcomes.some((outcome) => outcome === value)),
  errorCode: errorCode.nullable(),
  usage: usage.nullable(),
  costUsd: z.number().nullable(),
  queuedMs: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  totalMs: z.number().nullable(),
})

/** The sums that both stores keep, in this order; the classes of first-token times follow. */
export const sumNames = [
  'turns',
  'failures',
  'estimatedTurns',
  'inputTokens',
  'outputTokens',
  'reasoningTokens',
  'costNanoUsd',
  'pricedTurns',
  'firstTokenTurns',
  'firstTokenSumMs',
] as const satisfies readonly Exclude<keyof UsageSums, 'firstTokenClasses'>[]

/** How many numbers a cell has. */
export const SUM_COUNT = sumNames.length + noUsage().firstTokenClasses.length

/** Sums as a row of numbers. */
export const toNumbers = (sums: UsageSums): number[] => [
  ...sumNames.map((name) => sums[name]),
  ...sums.firstTokenClasses,
]

/** Sums from a row of numbers. */
export function fromNumbers(numbers: readonly number[]): UsageSums {
  const sums = noUsage()
  for (const [index, name] of sumNames.entries()) sums[name] = numbers[index] ?? 0
  sums.firstTokenClasses = sums.firstTokenClasses.map((_, index) => numbers[sumNames.length + index] ?? 0)
  return sums
}

/** What `begin` keeps of a turn for its record, should its process die. */
export const metered = z.object({
  keyId: z.string().transform(toKeyId).nullable(),
  promptTokens: z.number(),
})
