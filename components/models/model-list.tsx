import type { ModelView } from '@/lib/domain/model-view.ts'
import { providerLabels, publisherLabel } from './labels.ts'
import { ModelIcon } from './model-icon.tsx'
import styles from './model-list.module.css'

const providersOf = (model: ModelView) =>
  [...new Set(model.routes.map((route) => providerLabels[route.provider]))].join(', ')

/** All models with what each of them still needs. */
export function ModelList({ models }: { models: readonly ModelView[] }) {
  return (
    <ul className={styles.list}>
      {models.map((model) => (
        <li key={model.id}>
          <span className={styles.icon}>
            <ModelIcon icon={model.icon} />
          </span>
          <span className={styles.what}>
            <span className={styles.name}>{model.name}</span>
            <span className={styles.muted}>
              {publisherLabel(model.publisher)} · via {providersOf(model)}
            </span>
          </span>
          <span className={styles.state} data-available={model.available}>
            {model.available ? 'Available' : (model.unavailableReason ?? 'Not available')}
          </span>
        </li>
      ))}
    </ul>
  )
}
