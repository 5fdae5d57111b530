import type { ModelView } from '@/lib/domain/model-view.ts'
import { publisherLabel } from './labels.ts'

function optionText({ name, available, unavailableReason, health }: ModelView): string {
  if (!available) return `${name} — ${unavailableReason ?? 'not available'}`
  if (health === 'down') return `${name} — does not answer now`
  if (health === 'limited') return `${name} — busy, asked us to wait`
  return name
}

/** The options of the model selector: by publisher, those with a model that can be used first. */
export function ModelOptions({ models }: { models: readonly ModelView[] }) {
  const publishers = [...Map.groupBy(models, (model) => model.publisher)].toSorted(
    ([, a], [, b]) =>
      Number(b.some(({ available }) => available)) - Number(a.some(({ available }) => available)),
  )
  return publishers.map(([publisher, own]) => (
    <optgroup key={publisher} label={publisherLabel(publisher)}>
      {own.map((model) => (
        <option key={model.id} value={model.id} disabled={!model.available}>
          {optionText(model)}
        </option>
      ))}
    </optgroup>
  ))
}
