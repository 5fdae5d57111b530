import Check from 'lucide-react/icons/check'
import type { OptionProps } from '../ui/use-active-option.ts'
import type { ModelEntry } from './model-choice.ts'
import styles from './model-dialog.module.css'
import { ModelIcon } from './model-icon.tsx'

type ModelOptionProps = { model: ModelEntry; isChosen: boolean; option: OptionProps }

/** A model in the list of the selector. */
export function ModelOption({ model, isChosen, option }: ModelOptionProps) {
  return (
    // The focus stays in the field above, which has the keys.
    <div
      {...option}
      role="option"
      tabIndex={-1}
      className={styles.option}
      aria-selected={isChosen}
      aria-disabled={!model.available}
      aria-labelledby={`${option.id}-name`}
      aria-describedby={`${option.id}-facts`}
    >
      <ModelIcon icon={model.icon} />
      <span className={styles.what}>
        <span id={`${option.id}-name`} className={styles.name}>
          {model.name}
        </span>
        <span id={`${option.id}-facts`} className={styles.facts}>
          {model.facts}
        </span>
      </span>
      {isChosen && <Check size={16} aria-hidden="true" />}
    </div>
  )
}
