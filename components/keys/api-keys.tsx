'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import type { ApiKey } from '@/lib/domain/api-key.ts'
import buttons from '../ui/button.module.css'
import { useHydrated } from '../ui/use-hydrated.ts'
import styles from './api-keys.module.css'
import { dateOf, expiryOf, lastUseOf, modelsOf } from './key-words.ts'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { RevokeKeyDialog } from './revoke-key-dialog.tsx'

type ApiKeysProps = {
  keys: readonly ApiKey[]
  /** Ids of the models that a key can be made for. */
  models: readonly string[]
  /** When the page was rendered, ISO 8601: what has expired is told by the server's clock. */
  now: string
}

/** The keys of the account: made here, shown once, listed and revoked. */
export function ApiKeys({ keys, models, now }: ApiKeysProps) {
  const router = useRouter()
  const isHydrated = useHydrated()
  const [open, setOpen] = useState<'new' | ApiKey | null>(null)
  const newButton = useRef<HTMLButtonElement>(null)
  const shown = useRef(keys.length)
  const close = () => setOpen(null)
  const refresh = () => router.refresh()

  useEffect(() => {
    const isFewer = keys.length < shown.current
    shown.current = keys.length
    // The button of the key that was revoked had the focus, and is gone.
    if (isFewer && document.activeElement === document.body) newButton.current?.focus()
  }, [keys.length])

  return (
    <>
      <div>
        <button
          ref={newButton}
          type="button"
          className={buttons.quiet}
          disabled={!isHydrated}
          onClick={() => setOpen('new')}
        >
          New API key
        </button>
      </div>
      {keys.length === 0 ? (
        <p className={styles.muted}>There is no key yet.</p>
      ) : (
        <ul className={styles.list} aria-label="API keys">
          {keys.map((key) => (
            <li key={key.id}>
              <span className={styles.what}>
                <span className={styles.name} dir="auto">
                  {key.name}
                </span>
                <code>{key.prefix}…</code>
                <span className={styles.muted}>
                  {modelsOf(key)} · made {dateOf(key.createdAt)} · {lastUseOf(key)} ·{' '}
                  <span data-expired={key.expiresAt !== null && key.expiresAt <= now}>
                    {expiryOf(key, now)}
                  </span>
                </span>
              </span>
              <button
                type="button"
                className={`${buttons.quiet} ${buttons.small}`}
                disabled={!isHydrated}
                aria-label={`Revoke ${key.name}`}
                onClick={() => setOpen(key)}
              >
                Revoke
              </button>
            </li>
          ))}
        </ul>
      )}
      {open === 'new' && <NewKeyDialog models={models} onMade={refresh} onClose={close} />}
      {open !== null && open !== 'new' && (
        <RevokeKeyDialog apiKey={open} onRevoked={refresh} onClose={close} />
      )}
    </>
  )
}
