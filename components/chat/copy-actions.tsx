'use client'

import Check from 'lucide-react/icons/check'
import Copy from 'lucide-react/icons/copy'
import FileCode from 'lucide-react/icons/file-code'
import type { ComponentType } from 'react'
import { useCopy } from '../ui/use-copy.ts'
import styles from './message-actions.module.css'
import { useThreadActions } from './thread-actions.tsx'

type CopyActionProps = {
  label: string
  Glyph: ComponentType<{ size: number; 'aria-hidden': 'true' }>
  /** Made only when it is asked for. */
  text: () => string | Promise<string>
}

function CopyAction({ label, Glyph, text }: CopyActionProps) {
  const { isCopied, copy } = useCopy(text)
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

const withoutMarks = async (markdown: string) =>
  (await import('./markdown/plain-text.ts')).plainText(markdown)

/** Copies a reply as it is read, or with its Markdown. */
export function CopyReply({ messageId }: { messageId: string }) {
  const { textOf } = useThreadActions()
  return (
    <>
      <CopyAction label="Copy as text" Glyph={Copy} text={() => withoutMarks(textOf(messageId))} />
      <CopyAction label="Copy as Markdown" Glyph={FileCode} text={() => textOf(messageId)} />
    </>
  )
}
