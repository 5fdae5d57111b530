import type { ModelView } from '@/lib/domain/model-view.ts'
import { providerLabels, publisherLabel } from './labels.ts'
import { ModelCard, ModelFacts } from './model-card.tsx'
import type { ModelChoice, ModelEntry } from './model-choice.ts'

/** In a configuration -1 stands for the provider's own default. */
const told = (value: number | undefined) => (value === undefined || value < 0 ? null : value)

function entry(model: ModelView): ModelEntry {
  const { parameters } = model.configuration
  const providers = model.routes.map(({ provider }) => `${provider} ${providerLabels[provider]}`)
  return {
    name: model.name,
    icon: model.icon,
    publisher: publisherLabel(model.publisher),
    available: model.available,
    health: model.health,
    contextWindow: model.contextWindow,
    defaults: { temperature: told(parameters.temperature), maxTokens: told(parameters.max_new_tokens) },
    words: [model.id, publisherLabel(model.publisher), model.description, ...providers]
      .join(' ')
      .toLowerCase(),
    facts: <ModelFacts model={model} />,
    card: <ModelCard model={model} />,
  }
}

/** Renders on the server what the selector shows, so that descriptions and routes cost no script. */
export const renderModelChoice = (models: readonly ModelView[]): ModelChoice => ({
  models: Object.fromEntries(models.map((model) => [model.id, entry(model)])),
})
