import type { ModelView } from '../domain/model-view.ts'

/** Our catalogue is as of this instant, in Unix seconds; when a model itself was made, nobody here knows. */
const CATALOGUE_MADE = Date.UTC(2026, 10, 1) / 1000

/** A model in OpenAI's shape. `context_window` in tokens and `available` are ours. */
export const openAiModel = ({ id, publisher, contextWindow, available }: ModelView) => ({
  id,
  object: 'model' as const,
  created: CATALOGUE_MADE,
  owned_by: publisher,
  context_window: contextWindow,
  available,
})

/** The list of GET /api/v1/models. */
export const openAiModelList = (models: readonly ModelView[]) => ({
  object: 'list' as const,
  data: models.map(openAiModel),
})
