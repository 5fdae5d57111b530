'use client'

import Search from 'lucide-react/icons/search'
import Star from 'lucide-react/icons/star'
import { useId, useState } from 'react'
import buttons from '../ui/button.module.css'
import { Modal, ModalHead } from '../ui/modal.tsx'
import { useActiveOption } from '../ui/use-active-option.ts'
import { useFavourites } from './favourite-models.ts'
import type { ModelChoice } from './model-choice.ts'
import styles from './model-dialog.module.css'
import { groupModels } from './model-groups.ts'
import { ModelOption } from './model-option.tsx'

type ModelDialogProps = {
  choice: ModelChoice
  value: string
  onChoose: (model: string) => void
  onClose: () => void
}

/** All models in a list that is searched by typing, beside it what is to be known of the one that is looked at. */
export function ModelDialog({ choice, value, onChoose, onClose }: ModelDialogProps) {
  const listId = useId()
  const [query, setQuery] = useState('')
  const [favourites, toggleFavourite] = useFavourites()
  const groups = groupModels(choice, query, favourites)

  const choose = (model: string) => {
    // One that cannot be used is looked at: beside the list stands what it needs.
    if (!choice.models[model]?.available) return
    onClose()
    if (model !== value) onChoose(model)
  }
  const { active, field, option } = useActiveOption({
    values: groups.flatMap(({ ids }) => ids),
    initial: value,
    onChoose: choose,
  })
  const shown = active === undefined ? undefined : choice.models[active]
  const isFavourite = active !== undefined && favourites.includes(active)

  return (
    <Modal label="Choose a model" className={styles.dialog} onClose={onClose}>
      <ModalHead onClose={onClose}>
        <Search size={18} aria-hidden="true" />
        <input
          {...field}
          type="text"
          aria-label="Search models"
          aria-controls={listId}
          placeholder="Search models, publishers, providers"
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </ModalHead>
      <div className={styles.body}>
        <div id={listId} role="listbox" aria-label="Models" tabIndex={-1} className={styles.list}>
          {groups.map(({ label, ids }) => (
            <fieldset key={label} className={styles.group} aria-label={label}>
              <div className={styles.label} aria-hidden="true">
                {label}
              </div>
              {ids.map((id) => {
                const model = choice.models[id]
                return (
                  model && <ModelOption key={id} model={model} isChosen={id === value} option={option(id)} />
                )
              })}
            </fieldset>
          ))}
        </div>
        <p role="status" className={groups.length > 0 ? 'visually-hidden' : styles.nothing}>
          {groups.length === 0 && 'No model is found by these words.'}
        </p>
        {shown && active !== undefined && (
          <div className={styles.about}>
            {shown.card}
            <div className={styles.actions}>
              {shown.available && (
                <button
                  type="button"
                  className={`${buttons.primary} ${buttons.small}`}
                  onClick={() => choose(active)}
                >
                  {active === value ? 'Keep this model' : 'Use this model'}
                </button>
              )}
              <button
                type="button"
                className={`${buttons.quiet} ${buttons.small}`}
                aria-pressed={isFavourite}
                onClick={() => toggleFavourite(active)}
              >
                <Star size={14} fill={isFavourite ? 'currentColor' : 'none'} aria-hidden="true" />
                Favourite
              </button>
            </div>
          </div>
        )}
      </div>
    </Modal>
  )
}
