import { estimateTokenCount } from 'tokenx'
import type { z } from 'zod'
import type { GenerationId } from '../domain/ids.ts'
import type { Opening, Receipt, Usage } from '../domain/receipt.ts'
import type { TurnUsage } from '../domain/usage.ts'
import type { FinishInput } from './contract.ts'
import type { metered } from './usage-records.ts'

/** A reply whose process died, as it was found. All instants are Unix milliseconds. */
export type Abandoned = {
  generation: GenerationId
  model: string | null
  /** null: it is no turn. */
  metered: z.infer<typeof metered> | null
  /** null where nothing was logged. */
  opening: Opening | null
  createdAt: number
  heartbeatAt: number
  content: string
  reasoning: string | null
}

/** What stands in the log was written by a model and is counted by us; without a word nobody knows whether one was reached. */
function usageOf({ content, reasoning }: Abandoned, inputTokens: number): Usage | null {
  const reasoningTokens = estimateTokenCount(reasoning ?? '')
  const outputTokens = reasoningTokens + estimateTokenCount(content)
  return outputTokens === 0 ? null : { inputTokens, outputTokens, reasoningTokens, estimated: true }
}

/** In the order of every receipt, since readers of one reply compare what they are told. */
const receiptOf = (
  { droppedTurns, requestId, ...begun }: Opening,
  end: Pick<Receipt, 'totalMs' | 'usage' | 'cost'>,
): Receipt => ({ ...begun, ...end, droppedTurns, requestId })

/** The end of a reply whose process died, and the record of its turn: both say the same, as far as it is known. */
export function abandonedEnd(reply: Abandoned, now: number): FinishInput {
  const { metered, opening, content, reasoning } = reply
  const usage = metered && usageOf(reply, metered.promptTokens)
  // Up to its last sign of life.
  const totalMs = Math.max(reply.heartbeatAt - reply.createdAt, opening?.firstTokenMs ?? 0)
  const receipt = opening && receiptOf(opening, { totalMs, usage, cost: null })
  const turn: TurnUsage | null = metered && {
    id: reply.generation,
    endedAt: now,
    surface: 'chat',
    keyId: metered.keyId,
    model: receipt?.model ?? reply.model ?? '',
    provider: receipt?.provider ?? null,
    upstreamModel: receipt?.upstreamModel ?? null,
    outcome: 'interrupted',
    errorCode: null,
    usage,
    costUsd: null,
    queuedMs: receipt?.queuedMs ?? null,
    firstTokenMs: receipt?.firstTokenMs ?? null,
    totalMs: receipt?.totalMs ?? null,
  }
  return {
    status: 'interrupted',
    content,
    reasoning,
    finishReason: null,
    usage,
    receipt,
    error: null,
    ...(turn && { turn }),
    now,
  }
}
