import type { Health, ModelView } from '@/lib/domain/model-view.ts'
import { providerLabels, publisherLabel, shortTokens } from './labels.ts'
import styles from './model-card.module.css'
import { ModelIcon } from './model-icon.tsx'

const healthWords: Record<Health, string> = {
  up: 'answers',
  slow: 'slow',
  limited: 'asked us to wait',
  down: 'does not answer',
  unknown: 'not tried yet',
}

/** Worth a word already in one line. */
const troubled = new Set<Health>(['slow', 'limited', 'down'])

const reasonOf = ({ unavailableReason }: ModelView) => unavailableReason ?? 'no provider serves it now'

/** A model in one line: whose, how much it reads, who serves it; or why it cannot be used. */
export function ModelFacts({ model }: { model: ModelView }) {
  if (!model.available) return <span className={styles.lacking}>Not available: {reasonOf(model)}</span>
  const providers = [...new Set(model.routes.map((route) => providerLabels[route.provider]))].join(', ')
  return (
    <>
      {publisherLabel(model.publisher)} · {shortTokens(model.contextWindow)} window · via {providers}
      {troubled.has(model.health) && <span className={styles.lacking}> · {healthWords[model.health]}</span>}
    </>
  )
}

/** A model as one wants to know it before choosing it. */
export function ModelCard({ model }: { model: ModelView }) {
  return (
    <section className={styles.card} aria-label={`About ${model.name}`}>
      <div className={styles.head}>
        <span className={styles.icon}>
          <ModelIcon icon={model.icon} size={22} />
        </span>
        <div>
          <p className={styles.name}>{model.name}</p>
          <p className={styles.muted}>
            {publisherLabel(model.publisher)} · {shortTokens(model.contextWindow)} window
            {model.reasoning && ' · thinks before it answers'}
          </p>
        </div>
      </div>
      <p>{model.description}</p>
      {!model.available && <p className={styles.missing}>Not available: {reasonOf(model)}</p>}
      <ol className={styles.routes} aria-label="Served by, in this order">
        {model.routes.map((route) => (
          <li key={`${route.provider} ${route.upstreamModel}`}>
            <span className={styles.dot} data-health={route.health} aria-hidden="true" />
            <span>{providerLabels[route.provider]}</span>
            {/* Of a provider that is not set up nothing is known, and the line above says what to do. */}
            {(model.available || route.health !== 'unknown') && (
              <span className={styles.muted}>{healthWords[route.health]}</span>
            )}
            <code>{route.upstreamModel}</code>
          </li>
        ))}
      </ol>
    </section>
  )
}
