import { AppError, toErrorBody } from '../domain/errors.ts'
import type { Opening, Receipt, Usage } from '../domain/receipt.ts'
import { errorFacts, log } from '../log.ts'
import type { ModelRoute } from '../models/catalog.ts'
import type { RouterPart } from '../models/router.ts'
import { estimateTokens } from '../models/tokens.ts'
import type { Context } from './context.ts'
import type { LiveReply, ReplyEnd } from './live-reply.ts'

/** Why a reply was given up although its provider did nothing wrong. */
export class ReplyGivenUp extends Error {
  readonly why: 'stopped' | 'left' | 'shutdown'
  constructor(why: 'stopped' | 'left' | 'shutdown') {
    super(`The reply was given up: ${why}`)
    this.name = 'ReplyGivenUp'
    this.why = why
  }
}

export type PumpInput = {
  reply: LiveReply
  /** What is asked; the first names the model until one answers. */
  contexts: readonly [Context, ...Context[]]
  requestId: string
  /** `performance.now()` when the request arrived. */
  arrivedMs: number
  parts: AsyncGenerator<RouterPart>
  attempts: Receipt['attempts']
}

const MILLION = 1_000_000
/** A millionth of a millionth of a dollar: finer than any price, coarser than what adding fractions leaves behind. */
const USD_DIGITS = 12
const usd = (value: number) => ({ usd: Number(value.toFixed(USD_DIGITS)) })

/** In UTF-16 units, some ten times what the most tokens of any model here make: one that never ends is cut off. */
export const MOST_REPLY_UNITS = 4 * 1024 * 1024
const endless = (route: ModelRoute | null, attempts: Receipt['attempts']) =>
  new AppError('upstream_malformed', 'The model did not come to an end, so its reply was cut off.', {
    details: { provider: route?.provider, retryable: false, attempts: [...attempts] },
  })

function costOf(route: ModelRoute | null, usage: Usage, reportedUsd: number | null): Receipt['cost'] {
  if (reportedUsd !== null) return usd(reportedUsd)
  if (!route?.price) return null
  const { inputUsd, outputUsd } = route.price
  return usd((usage.inputTokens * inputUsd + usage.outputTokens * outputUsd) / MILLION)
}

/**
 * Reads a reply from the router into memory to its end, whoever listens, and tells how it ended. Never throws:
 * a fault, a stop or a bug of ours are ends too. Does not end `reply` itself, so that it can be stored first.
 */
export async function pumpReply(input: PumpInput): Promise<ReplyEnd> {
  const { reply, contexts, attempts } = input
  const startedMs = performance.now()
  let context = contexts[0]
  let route: ModelRoute | null = null
  let reason: Receipt['reason'] = null
  let firstTokenMs: number | null = null
  let told: Extract<RouterPart, { type: 'finish' }> | null = null
  const since = () => Math.round(performance.now() - input.arrivedMs)

  const opening = (): Opening => ({
    model: context.model.id,
    provider: route?.provider ?? null,
    upstreamModel: route?.upstreamModel ?? null,
    reason,
    attempts: attempts.map((attempt) => ({ ...attempt })),
    queuedMs: Math.round(startedMs - input.arrivedMs),
    firstTokenMs,
    droppedTurns: (route && context.fitInto(route)?.droppedTurns) ?? 0,
    requestId: input.requestId,
  })
  const receipt = (): Receipt => {
    const inputTokens = () => (route && context.fitInto(route)?.estimatePromptTokens()) ?? 0
    const usage = told?.usage ?? (route && estimateUsage(reply, inputTokens()))
    const cost = usage && costOf(route, usage, told?.costUsd ?? null)
    const { droppedTurns, requestId, ...begun } = opening()
    return { ...begun, totalMs: since(), usage, cost, droppedTurns, requestId }
  }
  reply.openWith(opening)

  try {
    for await (const part of input.parts) {
      if (part.type === 'try') {
        const { provider, upstreamModel } = part.route
        reply.waitFor({ provider, upstreamModel, state: part.local ? 'loading' : 'waiting' })
      } else if (part.type === 'route') {
        route = part.route
        reason = part.reason
        context = contexts.find(({ model }) => model === part.model) ?? context
        reply.serve({
          model: context.model.id,
          provider: part.route.provider,
          upstreamModel: part.route.upstreamModel,
          droppedTurns: context.fitInto(part.route)?.droppedTurns ?? 0,
        })
      } else if (part.type === 'finish') {
        told = part
      } else {
        firstTokenMs ??= since()
        reply.append(part)
        if (reply.length > MOST_REPLY_UNITS) throw endless(route, attempts)
      }
    }
    return {
      status: 'complete',
      finishReason: told?.finishReason ?? 'other',
      receipt: receipt(),
      error: null,
    }
  } catch (error) {
    if (error instanceof ReplyGivenUp && error.why !== 'shutdown')
      return { status: 'stopped', finishReason: 'stop', receipt: receipt(), error: null }
    if (error instanceof ReplyGivenUp) {
      const closing = new AppError('internal', 'The server was shut down while it wrote this reply.')
      const body = toErrorBody(closing, input.requestId)
      return { status: 'interrupted', finishReason: null, receipt: receipt(), error: body }
    }
    if (!(error instanceof AppError))
      log.error('reply.failed', { requestId: input.requestId, ...errorFacts(error) })
    const body = toErrorBody(error, input.requestId)
    log.warn('reply.broken', { requestId: input.requestId, model: context.model.id, code: body.data.code })
    return { status: 'failed', finishReason: 'error', receipt: receipt(), error: body }
  } finally {
    reply.settle()
  }
}

/** Counts for a provider that never told, or for a reply that broke off before it could. */
function estimateUsage(reply: LiveReply, inputTokens: number): Usage {
  const reasoningTokens = estimateTokens(reply.text('reasoning'))
  const outputTokens = reasoningTokens + estimateTokens(reply.text('text'))
  return { inputTokens, outputTokens, reasoningTokens, estimated: true }
}
