'use client'

import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal'
import { lazy, Suspense, useState } from 'react'
import type { ModelEntry } from '../models/model-choice.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import styles from './chat-settings.module.css'
import type { SettingsHolder } from './chat-settings-dialog.tsx'

const ChatSettingsDialog = lazy(() => import('./chat-settings-dialog.tsx'))

/** Opens the settings of a chat. */
export function ChatSettingsButton({
  session,
  model,
}: {
  session: SettingsHolder
  model: ModelEntry | undefined
}) {
  const [isOpen, setOpen] = useState(false)
  const isHydrated = useHydrated()
  return (
    <>
      <button
        type="button"
        className={styles.button}
        aria-label="Chat settings"
        aria-haspopup="dialog"
        title="System prompt and parameters"
        disabled={!isHydrated}
        onClick={() => setOpen(true)}
      >
        <SlidersHorizontal size={18} aria-hidden="true" />
      </button>
      {isOpen && (
        <Suspense>
          <ChatSettingsDialog session={session} model={model} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
