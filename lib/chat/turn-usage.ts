import type { GenerationId, KeyId, UserId } from '../domain/ids.ts'
import type { Surface, TurnUsage } from '../domain/usage.ts'
import { errorFacts, log } from '../log.ts'
import type { Store } from '../store/contract.ts'
import type { ReplyEnd } from './live-reply.ts'
import { tryAgain } from './try-again.ts'

/** Whose turn it is and how it came. */
export type Meter = { generationId: GenerationId; keyId: KeyId | null; surface: Surface }

/**
 * What a turn took, from how its reply ended. `hasLeft`: its caller went away before the end. The receipt knows the
 * tokens that were sent, by the provider's count or ours, however it ended.
 */
export function turnUsageOf(
  { generationId, keyId, surface }: Meter,
  model: string,
  { status, receipt, error }: ReplyEnd,
  { hasLeft, now }: { hasLeft: boolean; now: number },
): TurnUsage {
  return {
    id: generationId,
    endedAt: now,
    surface,
    keyId,
    model: receipt?.model ?? model,
    provider: receipt?.provider ?? null,
    upstreamModel: receipt?.upstreamModel ?? null,
    outcome: hasLeft && status === 'stopped' ? 'left' : status,
    errorCode: error?.data.code ?? null,
    usage: receipt?.usage ?? null,
    costUsd: receipt?.cost?.usd ?? null,
    queuedMs: receipt?.queuedMs ?? null,
    firstTokenMs: receipt?.firstTokenMs ?? null,
    totalMs: receipt?.totalMs ?? null,
  }
}

/**
 * Records a turn that is stored nowhere else, behind its last byte, and tries again while the store fails, for
 * `FINISH_GIVE_UP_MS` at the most. Never rejects.
 */
export async function recordTurn(store: Pick<Store, 'usage'>, owner: UserId, turn: TurnUsage): Promise<void> {
  const { id: generationId } = turn
  try {
    await tryAgain(
      () => store.usage.record(owner, turn),
      (error) => log.warn('usage.record.failing', { generationId, ...errorFacts(error) }),
    )
  } catch (error) {
    log.error('usage.not-recorded', { generationId, ...errorFacts(error) })
  }
}
