import type { ReplyDelta } from '../domain/chat.ts'
import { AppError } from '../domain/errors.ts'
import type { Attempt, FinishReason, ProviderName, Receipt, Usage } from '../domain/receipt.ts'
import type { CatalogEntry, ModelRoute } from './catalog.ts'
import type { RouteHealth } from './health.ts'
import type { PromptMessage, Provider, ProviderCall, ProviderPart, Sampling } from './provider.ts'
import { cutAtStop } from './stop-cutter.ts'
import { UpstreamFault } from './upstream/fault.ts'

/** What the router yields: which route is asked, which one answers, the pieces of its reply, and one `finish`. */
export type RouterPart =
  | { type: 'try'; route: ModelRoute; local: boolean }
  | { type: 'route'; model: CatalogEntry; route: ModelRoute; reason: NonNullable<Receipt['reason']> }
  | ReplyDelta
  | { type: 'finish'; finishReason: FinishReason; usage: Usage | null; costUsd: number | null }

/** What is sent to one route, fitted into that route's window; null when the question does not fit into it. */
export type Prepared = { messages: PromptMessage[]; sampling: Sampling } | null

export type RouterInput = {
  model: CatalogEntry
  prepare: (route: ModelRoute) => Prepared
  /** Every attempt is added here as soon as its outcome is known, also when the router throws. */
  attempts: Attempt[]
  signal: AbortSignal
}

/** What the router stands on; tests put their own in place. */
export type RouterParts = {
  providers: Record<ProviderName, Provider>
  health: RouteHealth
  open: (provider: Provider, call: ProviderCall) => AsyncGenerator<ProviderPart>
}

type Failed = { provider: Provider; fault: UpstreamFault }

/**
 * Streams a reply from the first route that can give one. Before the first piece a fault that another route can
 * cure moves on to the next route (a reset connection first gets one more try); after it, and for a refusal, a bad
 * request or an abort, there is no switch, and never from a local route to a remote one.
 * @throws AppError with provider, retryable, retryAfter and attempts when no route gave a first piece or one broke
 * off; the signal's reason when it was aborted.
 */
export async function* routeReply(input: RouterInput, parts: RouterParts): AsyncGenerator<RouterPart> {
  const { model, attempts } = input
  const configured = model.routes.filter((route) => parts.providers[route.provider].missing() === null)
  if (configured.length === 0) throw notConfigured(model, parts)
  const failures: Failed[] = []
  for (const route of configured) {
    const provider = parts.providers[route.provider]
    const last = failures.at(-1)
    if (last?.provider.local && !provider.local) break
    const prepared = input.prepare(route)
    if (!prepared) continue
    if (!parts.health.admits(route)) {
      const shut = parts.health.shut(route)
      attempts.push({ ...naming(route), outcome: 'skipped', status: null, ms: 0 })
      failures.push({ provider, fault: skippedFault(provider, route, shut) })
      continue
    }
    const reason = route.successor ? 'successor' : failures.length > 0 ? 'failover' : 'first-choice'
    const failed = yield* tryRoute({ ...input, route, provider, prepared, reason }, parts)
    if (!failed) return
    failures.push(failed)
    if (!failed.fault.curableElsewhere) break
  }
  throw noReply(failures, attempts)
}

const naming = (route: ModelRoute) => ({ provider: route.provider, upstreamModel: route.upstreamModel })

type RouteTry = RouterInput & {
  route: ModelRoute
  provider: Provider
  prepared: NonNullable<Prepared>
  reason: NonNullable<Receipt['reason']>
}

/** One route, with one more try after a reset connection. Gives the fault that came before the first piece, or null. */
async function* tryRoute(route: RouteTry, parts: RouterParts): AsyncGenerator<RouterPart, Failed | null> {
  const first = yield* attempt(route, parts)
  if (!first?.fault.connectionReset) return first
  return yield* attempt(route, parts)
}

async function* attempt(input: RouteTry, parts: RouterParts): AsyncGenerator<RouterPart, Failed | null> {
  const { route, provider, prepared, reason, attempts, signal } = input
  const startedMs = performance.now()
  const record: Attempt = { ...naming(route), outcome: 'ok', status: null, ms: 0 }
  let begun = false
  let reported = false
  try {
    yield { type: 'try', route, local: provider.local }
    const reply = parts.open(provider, {
      upstreamModel: route.upstreamModel,
      reasoning: input.model.thinksInText,
      messages: prepared.messages,
      sampling: prepared.sampling,
      timeouts: route.timeouts,
      signal,
    })
    const { stop } = prepared.sampling
    const cuts = stop && stop.length > 0 && provider.inexpressible.includes('stop')
    for await (const part of cuts ? cutAtStop(reply, stop) : reply) {
      if (!begun) {
        begun = true
        record.ms = Math.round(performance.now() - startedMs)
        record.status = 200
        attempts.push(record)
        if (part.type !== 'finish') parts.health.answered(route)
        yield { type: 'route', model: input.model, route, reason }
      }
      if (part.type === 'finish') {
        parts.health.report(route, { outcome: 'ok', firstPartMs: record.ms })
        reported = true
      }
      yield part
    }
    return null
  } catch (error) {
    if (!(error instanceof UpstreamFault)) throw error
    reported = true
    parts.health.report(route, {
      outcome: error.code,
      counts: error.countsAgainstHealth,
      retryAfterMs: error.retryAfterMs,
      limit: error.code === 'upstream_quota',
    })
    record.outcome = error.code
    record.status = error.upstreamStatus
    record.ms = Math.round(performance.now() - startedMs)
    if (begun) throw asAppError({ provider, fault: error }, attempts)
    attempts.push(record)
    return { provider, fault: error }
  } finally {
    if (!reported) parts.health.release(route)
  }
}

function skippedFault(
  provider: Provider,
  route: ModelRoute,
  shut: ReturnType<RouteHealth['shut']>,
): UpstreamFault {
  return new UpstreamFault({
    code: shut?.code ?? 'upstream_unavailable',
    provider,
    upstreamModel: route.upstreamModel,
    retryAfterMs: shut?.retryAfterMs ?? null,
    upstreamStatus: null,
  })
}

function asAppError({ provider, fault }: Failed, attempts: Attempt[]): AppError {
  const retryAfter = fault.retryAfterMs === null ? undefined : Math.ceil(fault.retryAfterMs / 1000)
  return new AppError(fault.code, fault.message, {
    cause: fault,
    details: {
      provider: provider.name,
      retryable: fault.retryable,
      ...(retryAfter === undefined ? {} : { retryAfter }),
      attempts: attempts.map((attempt) => ({ ...attempt })),
    },
  })
}

/** The fault that helps most: one that waiting can cure before one that it cannot, the first choice's before others. */
function noReply(failures: Failed[], attempts: Attempt[]): AppError {
  const told = failures.find(({ fault }) => fault.retryable) ?? failures[0]
  if (told) return asAppError(told, attempts)
  return new AppError('upstream_rejected', 'The question fits into no route of this model that is set up.', {
    details: { retryable: false, attempts: attempts.map((attempt) => ({ ...attempt })) },
  })
}

function notConfigured(model: CatalogEntry, parts: RouterParts): AppError {
  const reason = whatIsMissing(model, parts.providers)
  return new AppError('provider_not_configured', `This model is not set up here. ${reason}.`, {
    details: { provider: model.routes[0].provider, retryable: false, attempts: [] },
  })
}

/** What to do to make a model available, such as `Set HF_TOKEN, or set OPENROUTER_API_KEY`; null when a route is set up. */
export function whatIsMissing(
  model: CatalogEntry,
  providers: Record<ProviderName, Pick<Provider, 'missing'>>,
): string | null {
  const missing = model.routes.map((route) => providers[route.provider].missing())
  if (missing.some((reason) => reason === null)) return null
  const [first = '', ...others] = new Set(missing.filter((reason) => reason !== null))
  return [first, ...others.map((reason) => `or ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`)].join(
    ', ',
  )
}
