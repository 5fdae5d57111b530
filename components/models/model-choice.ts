import type { ReactNode } from 'react'
import type { Health } from '@/lib/domain/model-view.ts'

/** What the client has to know of a model to show whose reply it is. */
export type ModelFace = { name: string; icon: string }

/** A model as the selector shows it; what is long to tell was rendered on the server. */
export type ModelEntry = ModelFace & {
  publisher: string
  available: boolean
  health: Health
  /** Tokens. */
  contextWindow: number
  /** What the model does by itself; null: its provider's own default, which nobody tells. */
  defaults: { temperature: number | null; maxTokens: number | null }
  /** All words by which it is found, in lower case. */
  words: string
  facts: ReactNode
  card: ReactNode
}

/** The models of the selector by model id, in the order of the catalogue. */
export type ModelChoice = { models: Record<string, ModelEntry> }
