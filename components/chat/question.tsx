'use client'

import Pencil from 'lucide-react/icons/pencil'
import { type ReactNode, useRef, useState } from 'react'
import buttons from '../ui/button.module.css'
import { sends } from './composer-enter.ts'
import { CopyQuestion } from './copy-actions.tsx'
import styles from './message-actions.module.css'
import { useThreadActions } from './thread-actions.tsx'
import { VersionSwitch } from './version-switch.tsx'

function focusAtEnd(field: HTMLTextAreaElement | null): void {
  field?.focus()
  field?.setSelectionRange(field.value.length, field.value.length)
}

type EditProps = { text: string; onSend: (text: string) => void; onCancel: () => void }

function EditQuestion({ text, onSend, onCancel }: EditProps) {
  const [edited, setEdited] = useState(text)
  const isBlank = edited.trim() === ''
  const send = () => {
    if (!isBlank) onSend(edited)
  }
  return (
    <form
      className={styles.edit}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        aria-label="Edit your message"
        dir="auto"
        ref={focusAtEnd}
        value={edited}
        onChange={(event) => setEdited(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel()
          if (!sends(event)) return
          event.preventDefault()
          send()
        }}
      />
      <div className={styles.choices}>
        <button type="button" className={`${buttons.quiet} ${buttons.small}`} onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className={`${buttons.primary} ${buttons.small}`} disabled={isBlank}>
          Send as a new version
        </button>
      </div>
    </form>
  )
}

/** What a person asked, with what one can do with it. The children are its text. */
export function Question({ messageId, children }: { messageId: string; children: ReactNode }) {
  const { edit, textOf, isRunning } = useThreadActions()
  const [isEditing, setEditing] = useState(false)
  const editButton = useRef<HTMLButtonElement>(null)
  const cancel = () => {
    setEditing(false)
    // The button stands there only after the form has gone.
    requestAnimationFrame(() => editButton.current?.focus())
  }
  return (
    <div className={styles.question}>
      {isEditing ? (
        <EditQuestion
          text={textOf(messageId)}
          onCancel={cancel}
          onSend={(text) => {
            setEditing(false)
            edit(messageId, text)
          }}
        />
      ) : (
        <>
          {children}
          <div className={styles.actions}>
            <VersionSwitch messageId={messageId} />
            <CopyQuestion messageId={messageId} />
            {!isRunning && (
              <button
                ref={editButton}
                type="button"
                className={styles.action}
                aria-label="Edit"
                title="Edit"
                onClick={() => setEditing(true)}
              >
                <Pencil size={15} aria-hidden="true" />
              </button>
            )}
          </div>
        </>
      )}
    </div>
  )
}
