'use client'

import RefreshCw from 'lucide-react/icons/refresh-cw'
import Replace from 'lucide-react/icons/replace'
import type { ComponentType } from 'react'
import { CopyReply } from './copy-actions.tsx'
import type { Remedies } from './error-words.ts'
import styles from './message-actions.module.css'
import { useThreadActions } from './thread-actions.tsx'
import { VersionSwitch } from './version-switch.tsx'

const NOTHING_OFFERED: Remedies = { again: false, otherModel: false }

type ActionProps = {
  label: string
  Glyph: ComponentType<{ size: number; 'aria-hidden': 'true' }>
  onClick: () => void
  'aria-haspopup'?: 'dialog'
}

function Action({ label, Glyph, ...button }: ActionProps) {
  return (
    <button type="button" className={styles.action} aria-label={label} title={label} {...button}>
      <Glyph size={15} aria-hidden="true" />
    </button>
  )
}

type ReplyActionsProps = {
  messageId: string
  hasText: boolean
  /** What stands in words above, as long as the reply is the last of its thread. */
  offered: Remedies
}

/** What one can do with a reply: look at its other versions, copy it, ask for another. */
export function ReplyActions({ messageId, hasText, offered }: ReplyActionsProps) {
  const { isRunning, retriable, regenerate, chooseOtherModel } = useThreadActions()
  const isOffered = messageId === retriable ? offered : NOTHING_OFFERED
  return (
    <div className={styles.actions}>
      <VersionSwitch messageId={messageId} />
      {hasText && <CopyReply messageId={messageId} />}
      {!isRunning && !isOffered.again && (
        <Action label="Regenerate" Glyph={RefreshCw} onClick={() => regenerate(messageId)} />
      )}
      {!isRunning && !isOffered.otherModel && (
        <Action
          label="Regenerate with another model"
          Glyph={Replace}
          aria-haspopup="dialog"
          onClick={() => chooseOtherModel(messageId)}
        />
      )}
    </div>
  )
}
