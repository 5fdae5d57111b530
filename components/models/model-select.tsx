'use client'

import ChevronDown from 'lucide-react/icons/chevron-down'
import Info from 'lucide-react/icons/info'
import type { ModelChoice } from './model-choice.ts'
import { ModelIcon } from './model-icon.tsx'
import styles from './model-select.module.css'

type ModelSelectProps = { choice: ModelChoice; value: string; onChange: (model: string) => void }

/** Chooses the model of the next turns, and tells about the chosen one. */
export function ModelSelect({ choice, value, onChange }: ModelSelectProps) {
  const chosen = choice.models[value]
  return (
    <div className={styles.control}>
      <span className={styles.select}>
        <ModelIcon icon={chosen?.icon ?? ''} />
        <label htmlFor="model" className="visually-hidden">
          Model
        </label>
        <select id="model" value={value} onChange={(event) => onChange(event.target.value)}>
          {choice.options}
        </select>
        <ChevronDown className={styles.chevron} size={16} aria-hidden="true" />
      </span>
      <button
        type="button"
        className={styles.about}
        popoverTarget="about-model"
        aria-label="About this model"
        title="About this model"
      >
        <Info size={18} aria-hidden="true" />
      </button>
      <div id="about-model" popover="auto" className={styles.card}>
        {chosen?.card}
      </div>
    </div>
  )
}
