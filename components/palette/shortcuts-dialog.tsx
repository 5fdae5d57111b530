'use client'

import { Modal, ModalHead } from '../ui/modal.tsx'
import styles from './palette.module.css'
import { shortcuts } from './shortcuts.ts'

const isApple = () => /mac|iphone|ipad/iu.test(navigator.userAgent)

/** What the keyboard can do. */
export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const mod = isApple() ? '⌘' : 'Ctrl'
  return (
    <Modal label="Keyboard shortcuts" className={styles.shortcuts} onClose={onClose}>
      <ModalHead onClose={onClose}>
        <h2>Keyboard shortcuts</h2>
      </ModalHead>
      <dl className={styles.table}>
        {shortcuts.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key === 'Mod' ? mod : key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
