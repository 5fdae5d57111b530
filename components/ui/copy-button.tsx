'use client'

import Check from 'lucide-react/icons/check'
import Copy from 'lucide-react/icons/copy'
import styles from './copy-button.module.css'
import { useCopy } from './use-copy.ts'

/** Puts a text on the clipboard and shows that it is there. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { isCopied, copy } = useCopy(() => text)
  const Glyph = isCopied ? Check : Copy
  return (
    <button type="button" className={styles.copy} aria-label={isCopied ? 'Copied' : label} onClick={copy}>
      <Glyph size={14} aria-hidden="true" />
    </button>
  )
}
