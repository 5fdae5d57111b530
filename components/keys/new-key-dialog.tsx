'use client'

import { type FormEvent, useEffect, useRef, useState } from 'react'
import { apiRequest, sentenceOf } from '../api/api-request.ts'
import buttons from '../ui/button.module.css'
import { CopyButton } from '../ui/copy-button.tsx'
import { Modal, ModalHead } from '../ui/modal.tsx'
import styles from './api-keys.module.css'

type NewKeyDialogProps = { models: readonly string[]; onMade: () => void; onClose: () => void }

const DAY_MS = 24 * 60 * 60 * 1000
const lifetimes = [
  { days: 0, label: 'Never' },
  { days: 30, label: 'In 30 days' },
  { days: 90, label: 'In 90 days' },
  { days: 365, label: 'In a year' },
]

/** What the form says, as the body of POST /api/keys. */
function bodyOf(form: FormData, some: boolean): object {
  const days = Number(form.get('days'))
  return {
    name: String(form.get('name') ?? ''),
    ...(days > 0 ? { expiresAt: new Date(Date.now() + days * DAY_MS).toISOString() } : {}),
    ...(some ? { models: form.getAll('model') } : {}),
  }
}

const keyIn = (answer: unknown): string =>
  typeof answer === 'object' && answer !== null && 'key' in answer ? String(answer.key) : ''

/** Makes a key, then shows it, this once. */
export function NewKeyDialog({ models, onMade, onClose }: NewKeyDialogProps) {
  const [some, setSome] = useState(false)
  const [made, setMade] = useState<string | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [isMaking, setMaking] = useState(false)

  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setMaking(true)
    setFault(null)
    try {
      setMade(keyIn(await apiRequest('POST', '/api/keys', bodyOf(new FormData(event.currentTarget), some))))
      onMade()
    } catch (error) {
      setFault(sentenceOf(error))
    } finally {
      setMaking(false)
    }
  }

  return (
    <Modal label="New API key" className={styles.dialog} isKept={made !== null} onClose={onClose}>
      <ModalHead onClose={onClose}>
        <h2>New API key</h2>
      </ModalHead>
      {made === null ? (
        <form className={styles.form} onSubmit={make}>
          {fault && (
            <p role="alert" className={styles.fault}>
              {fault}
            </p>
          )}
          <div className={styles.field}>
            <label htmlFor="key-name">Name</label>
            <input
              id="key-name"
              name="name"
              required
              maxLength={100}
              autoComplete="off"
              dir="auto"
              aria-describedby="key-name-hint"
            />
            <p id="key-name-hint" className={styles.muted}>
              Where it will be used, such as “notebook” or “editor”.
            </p>
          </div>
          <div className={styles.field}>
            <label htmlFor="key-days">Expires</label>
            <select id="key-days" name="days" defaultValue="0">
              {lifetimes.map(({ days, label }) => (
                <option key={days} value={days}>
                  {label}
                </option>
              ))}
            </select>
          </div>
          <fieldset className={styles.choices}>
            <legend>Models</legend>
            <label>
              <input type="radio" name="which" checked={!some} onChange={() => setSome(false)} />
              All models
            </label>
            <label>
              <input type="radio" name="which" checked={some} onChange={() => setSome(true)} />
              Only these
            </label>
            {some && (
              <div className={styles.models}>
                {models.map((id) => (
                  <label key={id}>
                    <input type="checkbox" name="model" value={id} />
                    {id}
                  </label>
                ))}
              </div>
            )}
          </fieldset>
          <div className={styles.actions}>
            <button type="submit" className={buttons.primary} disabled={isMaking}>
              Make the key
            </button>
            <button type="button" className={buttons.quiet} onClick={onClose}>
              Cancel
            </button>
          </div>
        </form>
      ) : (
        <MadeKey secret={made} onClose={onClose} />
      )}
    </Modal>
  )
}

function MadeKey({ secret, onClose }: { secret: string; onClose: () => void }) {
  const done = useRef<HTMLButtonElement>(null)
  // The form that had the focus is gone.
  useEffect(() => done.current?.focus(), [])
  return (
    <div className={styles.form}>
      <p role="status">Here is the key. Copy it now: it is not kept, so it cannot be shown again.</p>
      <div className={styles.secret}>
        <code data-testid="api-key">{secret}</code>
        <CopyButton text={secret} label="Copy the key" />
      </div>
      <p className={styles.muted}>
        Programs send it as <code>Authorization: Bearer …</code>; whoever has it can ask in your name.
      </p>
      <div className={styles.actions}>
        <button ref={done} type="button" className={buttons.primary} onClick={onClose}>
          Done
        </button>
      </div>
    </div>
  )
}
