'use client'

import Check from 'lucide-react/icons/check'
import Copy from 'lucide-react/icons/copy'
import FileCode from 'lucide-react/icons/file-code'
import { type ComponentType, useEffect, useState } from 'react'
import { plainText } from './markdown/plain-text.ts'
import styles from './message-actions.module.css'
import { useThreadActions } from './thread-actions.tsx'

const SHOWN_MS = 2000

type CopyActionProps = {
  label: string
  Glyph: ComponentType<{ size: number; 'aria-hidden': 'true' }>
  /** Made only when it is asked for. */
  text: () => string
}

function CopyAction({ label, Glyph, text }: CopyActionProps) {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = () => {
    navigator.clipboard?.writeText(text()).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  const name = isCopied ? 'Copied' : label
  const Shown = isCopied ? Check : Glyph
  return (
    <button type="button" className={styles.action} aria-label={name} title={name} onClick={copy}>
      <Shown size={15} aria-hidden="true" />
    </button>
  )
}

/** Copies a message as it was written. */
export function CopyQuestion({ messageId }: { messageId: string }) {
  const { textOf } = useThreadActions()
  return <CopyAction label="Copy" Glyph={Copy} text={() => textOf(messageId)} />
}

/** Copies a reply as it is read, or with its Markdown. */
export function CopyReply({ messageId }: { messageId: string }) {
  const { textOf } = useThreadActions()
  return (
    <>
      <CopyAction label="Copy as text" Glyph={Copy} text={() => plainText(textOf(messageId))} />
      <CopyAction label="Copy as Markdown" Glyph={FileCode} text={() => textOf(messageId)} />
    </>
  )
}
