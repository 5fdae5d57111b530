import 'server-only'
import type { Health, ModelView, RouteView } from '../domain/model-view.ts'
import { environment } from '../env.ts'
import { processWide } from '../process-wide.ts'
import { type CatalogEntry, catalog, type ModelRoute } from './catalog.ts'
import { routeHealth } from './engine.ts'
import { ProviderProbes } from './probes.ts'
import { providers } from './providers/index.ts'
import { whatIsMissing } from './router.ts'

/** What is known of the providers of this process. */
export const providerProbes = processWide('provider-probes', () => new ProviderProbes())

/** Asks all providers that are set up whether they are there; for the start of a server. Never rejects. */
export async function probeProviders(): Promise<void> {
  const configured = Object.values(providers).filter((provider) => provider.missing() === null)
  await Promise.all(configured.map((provider) => providerProbes.refresh(provider)))
}

const rank: Record<Health, number> = { up: 0, unknown: 1, slow: 2, limited: 3, down: 4 }
const isoOrNull = (atMs: number | null) => (atMs === null ? null : new Date(atMs).toISOString())

function viewRoute(route: ModelRoute): RouteView {
  const provider = providers[route.provider]
  const { health, limitedUntil } = routeHealth.view(route)
  const probed = providerProbes.state(provider)
  // Turns know more than a probe does, but a provider that does not answer at all is down for every route of it.
  const seen = probed === 'down' && health !== 'limited' ? 'down' : health === 'unknown' ? probed : health
  return {
    provider: route.provider,
    upstreamModel: route.upstreamModel,
    health: provider.missing() === null ? seen : 'unknown',
    limitedUntil: isoOrNull(limitedUntil),
  }
}

/** Why a model cannot be used, as what to do about it; null when it can. */
function unavailableReason(model: CatalogEntry): string | null {
  const missing = whatIsMissing(model, providers)
  if (missing !== null) return missing
  const usable = model.routes.filter((route) => providers[route.provider].missing() === null)
  const localIsAway = usable.every(
    ({ provider }) => providers[provider].local && providerProbes.state(providers[provider]) === 'down',
  )
  return localIsAway ? `Ollama does not answer at ${environment().OLLAMA_BASE_URL}` : null
}

function view(model: CatalogEntry): ModelView {
  const routes = model.routes.map(viewRoute)
  const usable = routes.filter((route) => providers[route.provider].missing() === null)
  const best = [...usable].sort((one, other) => rank[one.health] - rank[other.health])[0]
  const reason = unavailableReason(model)
  return {
    id: model.id,
    publisher: model.publisher,
    name: model.name,
    description: model.description,
    icon: model.icon,
    type: model.type,
    contextWindow: model.routes[0].contextWindowTokens,
    configuration: model.configuration(''),
    reasoning: model.reasoning,
    available: reason === null,
    unavailableReason: reason,
    health: best?.health ?? 'unknown',
    limitedUntil: best?.limitedUntil ?? null,
    routes,
  }
}

/** All models as GET /api/models shows them; what is known now, never waiting for a provider. */
export const listModels = (): ModelView[] => catalog.map(view)

/** The model that a new chat begins with when its owner used none before: the first available, else the first. */
export function defaultModelId(): string {
  const available = catalog.find((model) => unavailableReason(model) === null)
  return (available ?? catalog[0])?.id ?? ''
}
