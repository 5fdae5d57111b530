import styles from './chat-settings.module.css'

type NumberFieldProps = {
  name: string
  label: string
  value: number | undefined
  /** What the model does without it; null: its provider's own default, which nobody tells. */
  standard: number | null
  limits: { min: number; max: number; step: number | 'any' }
  hint: string
}

/** A number that may be left out: then the model's default counts, and is shown. */
export function NumberField({ name, label, value, standard, limits, hint }: NumberFieldProps) {
  const id = `setting-${name}`
  const byItself = standard === null ? 'the provider’s own' : String(standard)
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type="number"
        inputMode="decimal"
        {...limits}
        defaultValue={value}
        placeholder={standard === null ? 'default' : String(standard)}
        aria-describedby={`${id}-hint`}
      />
      <p id={`${id}-hint`} className={styles.hint}>
        Default: {byItself}. {hint}
      </p>
    </div>
  )
}
