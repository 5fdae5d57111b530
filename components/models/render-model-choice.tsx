import type { ModelView } from '@/lib/domain/model-view.ts'
import { ModelCard, ModelFacts } from './model-card.tsx'
import type { ModelChoice } from './model-choice.ts'
import { ModelOptions } from './model-options.tsx'

/** Renders on the server what the selector shows, so that descriptions and routes cost no script. */
export function renderModelChoice(models: readonly ModelView[]): ModelChoice {
  return {
    options: <ModelOptions models={models} />,
    models: Object.fromEntries(
      models.map((model) => [
        model.id,
        {
          name: model.name,
          icon: model.icon,
          facts: <ModelFacts model={model} />,
          card: <ModelCard model={model} />,
        },
      ]),
    ),
  }
}
