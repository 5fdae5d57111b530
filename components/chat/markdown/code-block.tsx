'use client'

import WrapText from 'lucide-react/icons/wrap-text'
import { useEffect, useRef, useState } from 'react'
import { CopyButton } from '../../ui/copy-button.tsx'
import styles from './code-block.module.css'
import { type HighlightedPiece, highlight, knownLanguage } from './highlight.ts'
import { inOrder } from './in-order.ts'
import { scrollable } from './scrollable.ts'

/** Longer code stays plain: colours are not worth a page that stands still. */
const HIGHLIGHTED_CHARACTERS = 40_000
/** Code this far from the screen is highlighted already. */
const NEAR = '400px'

type CodeBlockProps = { code: string; language: string; isClosed: boolean }

/** Code with its language, as plain text first; it gets its colours when it is complete and near the screen. */
export function CodeBlock({ code, language, isClosed }: CodeBlockProps) {
  const [isWrapped, setWrapped] = useState(false)
  const [highlighted, setHighlighted] = useState<{ code: string; pieces: HighlightedPiece[] } | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const known = code.length <= HIGHLIGHTED_CHARACTERS ? knownLanguage(language) : null

  useEffect(() => {
    const element = box.current
    if (!element || !isClosed || known === null) return
    let isCurrent = true
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        observer.disconnect()
        // Without its colours the code can be read as well.
        highlight(code, known).then(
          (pieces) => isCurrent && setHighlighted({ code, pieces }),
          () => undefined,
        )
      },
      { rootMargin: NEAR },
    )
    observer.observe(element)
    return () => {
      isCurrent = false
      observer.disconnect()
    }
  }, [code, known, isClosed])

  const label = language || 'Text'
  return (
    <div ref={box} className={styles.block} dir="ltr">
      <div className={styles.head}>
        <span>{label}</span>
        <button
          type="button"
          className={styles.wrap}
          aria-label="Wrap lines"
          aria-pressed={isWrapped}
          title="Wrap lines"
          onClick={() => setWrapped(!isWrapped)}
        >
          <WrapText size={14} aria-hidden="true" />
        </button>
        <CopyButton text={code} label="Copy code" />
      </div>
      <pre className={isWrapped ? styles.wrapped : undefined} {...scrollable(`Code: ${label}`)}>
        <code>
          {highlighted?.code === code
            ? inOrder(highlighted.pieces, ({ text, className }) =>
                className ? <span className={className}>{text}</span> : text,
              )
            : code}
        </code>
      </pre>
    </div>
  )
}
