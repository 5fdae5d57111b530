import type { ModelParameters } from './model.ts'
import type { ProviderName } from './receipt.ts'

/** `slow`: answers, but its first part takes long. `limited`: it asked us to wait. `unknown`: not tried yet. */
export type Health = 'up' | 'slow' | 'limited' | 'down' | 'unknown'

/** A route as GET /api/models shows it. `limitedUntil` is ISO 8601 in UTC. */
export type RouteView = {
  provider: ProviderName
  upstreamModel: string
  health: Health
  limitedUntil: string | null
}

/** A model as GET /api/models shows it (api.md section 4). */
export type ModelView = {
  id: string
  publisher: string
  name: string
  description: string
  icon: string
  type: 'instruct' | 'chat'
  /** Tokens. */
  contextWindow: number
  configuration: { model: string; inputs: string; parameters: ModelParameters }
  reasoning: boolean
  available: boolean
  /** What to do to make it available, such as `Set OPENROUTER_API_KEY`. */
  unavailableReason: string | null
  health: Health
  limitedUntil: string | null
  routes: RouteView[]
}
