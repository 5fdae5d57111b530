'use client'

import ChevronDown from 'lucide-react/icons/chevron-down'
import { useEffect, useState } from 'react'
import { useHydrated } from '../ui/use-hydrated.ts'
import { announceSelector } from './current-selector.ts'
import type { ModelChoice } from './model-choice.ts'
import { ModelDialog } from './model-dialog.tsx'
import { ModelIcon } from './model-icon.tsx'
import styles from './model-select.module.css'

type ModelSelectProps = { choice: ModelChoice; value: string; onChange: (model: string) => void }

/** Shows the model of the next turns, and opens the dialog in which another is chosen. */
export function ModelSelect({ choice, value, onChange }: ModelSelectProps) {
  const [isOpen, setOpen] = useState(false)
  const isHydrated = useHydrated()
  const chosen = choice.models[value]

  useEffect(
    () => announceSelector({ choice, value, choose: onChange, open: () => setOpen(true) }),
    [choice, value, onChange],
  )

  return (
    <>
      <button
        type="button"
        className={styles.button}
        aria-label={`Model: ${chosen?.name ?? value}`}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        disabled={!isHydrated}
        onClick={() => setOpen(true)}
      >
        <ModelIcon icon={chosen?.icon ?? ''} />
        <span className={styles.name}>{chosen?.name ?? value}</span>
        <ChevronDown className={styles.chevron} size={16} aria-hidden="true" />
      </button>
      {isOpen && (
        <ModelDialog choice={choice} value={value} onChoose={onChange} onClose={() => setOpen(false)} />
      )}
    </>
  )
}
