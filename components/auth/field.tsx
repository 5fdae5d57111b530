import styles from './credentials-form.module.css'

type FieldProps = {
  name: string
  type: 'email' | 'password'
  label: string
  autoComplete: string
  hint?: string | undefined
  fault: string | undefined
}

/** A labelled input with its hint and, when something is wrong, what. */
export function Field({ name, type, label, autoComplete, hint, fault }: FieldProps) {
  const described = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ')
  return (
    <div className={styles.field}>
      <label htmlFor={name}>{label}</label>
      <input
        id={name}
        name={name}
        type={type}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        required
        aria-invalid={fault !== undefined}
        aria-describedby={described || undefined}
      />
      {hint && (
        <p id={`${name}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {fault && (
        <p id={`${name}-fault`} role="alert" className={styles.fault}>
          {fault}
        </p>
      )}
    </div>
  )
}
