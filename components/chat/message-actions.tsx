'use client'

import RefreshCw from 'lucide-react/icons/refresh-cw'
import Replace from 'lucide-react/icons/replace'
import { CopyReply } from './copy-actions.tsx'
import styles from './message-actions.module.css'
import { useThreadActions } from './thread-actions.tsx'
import { VersionSwitch } from './version-switch.tsx'

/** What one can do with a reply: look at its other versions, copy it, ask for another. */
export function ReplyActions({ messageId, hasText }: { messageId: string; hasText: boolean }) {
  const { isRunning, regenerate, chooseOtherModel } = useThreadActions()
  return (
    <div className={styles.actions}>
      <VersionSwitch messageId={messageId} />
      {hasText && <CopyReply messageId={messageId} />}
      {!isRunning && (
        <>
          <button
            type="button"
            className={styles.action}
            aria-label="Regenerate"
            title="Regenerate"
            onClick={() => regenerate(messageId)}
          >
            <RefreshCw size={15} aria-hidden="true" />
          </button>
          <button
            type="button"
            className={styles.action}
            aria-label="Regenerate with another model"
            title="Regenerate with another model"
            aria-haspopup="dialog"
            onClick={() => chooseOtherModel(messageId)}
          >
            <Replace size={15} aria-hidden="true" />
          </button>
        </>
      )}
    </div>
  )
}
