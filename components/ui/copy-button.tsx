'use client'

import Check from 'lucide-react/icons/check'
import Copy from 'lucide-react/icons/copy'
import { useEffect, useState } from 'react'
import styles from './copy-button.module.css'

const SHOWN_MS = 2000

/** Puts a text on the clipboard and shows that it is there. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  const Glyph = isCopied ? Check : Copy
  return (
    <button type="button" className={styles.copy} aria-label={isCopied ? 'Copied' : label} onClick={copy}>
      <Glyph size={14} aria-hidden="true" />
    </button>
  )
}
