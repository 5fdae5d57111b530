'use client'

import { useState } from 'react'
import type { ApiKey } from '@/lib/domain/api-key.ts'
import { apiRequest, sentenceOf } from '../api/api-request.ts'
import buttons from '../ui/button.module.css'
import { Modal, ModalHead } from '../ui/modal.tsx'
import styles from './api-keys.module.css'

type RevokeKeyDialogProps = { apiKey: ApiKey; onRevoked: () => void; onClose: () => void }

/** Asks once more, for a revoked key does not come back. */
export function RevokeKeyDialog({ apiKey, onRevoked, onClose }: RevokeKeyDialogProps) {
  const [fault, setFault] = useState<string | null>(null)
  const [isRevoking, setRevoking] = useState(false)

  const revoke = async () => {
    setRevoking(true)
    setFault(null)
    try {
      await apiRequest('DELETE', `/api/keys/${apiKey.id}`)
      onRevoked()
      onClose()
    } catch (error) {
      setFault(sentenceOf(error))
      setRevoking(false)
    }
  }

  return (
    <Modal label="Revoke the API key" className={styles.dialog} onClose={onClose}>
      <ModalHead onClose={onClose}>
        <h2>Revoke the API key</h2>
      </ModalHead>
      <div className={styles.form}>
        {fault && (
          <p role="alert" className={styles.fault}>
            {fault}
          </p>
        )}
        <p>
          Programs that use <strong dir="auto">{apiKey.name}</strong> (<code>{apiKey.prefix}…</code>) are
          refused from now on. This cannot be undone.
        </p>
        <div className={styles.actions}>
          <button type="button" className={styles.danger} disabled={isRevoking} onClick={revoke}>
            Revoke
          </button>
          <button type="button" className={buttons.quiet} onClick={onClose}>
            Cancel
          </button>
        </div>
      </div>
    </Modal>
  )
}
