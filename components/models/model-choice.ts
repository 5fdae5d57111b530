import type { ReactNode } from 'react'

/** What the client has to know of a model to show whose reply it is. */
export type ModelFace = { name: string; icon: string }

/** The models as the server rendered them for the selector; only which of them is chosen is the client's affair. */
export type ModelChoice = {
  /** `<option>`s for the selector. */
  options: ReactNode
  /** By model id. */
  models: Record<string, ModelFace & { facts: ReactNode; card: ReactNode }>
}
