'use client'

import WrapText from 'lucide-react/icons/wrap-text'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { CopyButton } from '../../ui/copy-button.tsx'
import { nextTask } from '../../ui/next-task.ts'
import { partsOf, TextInParts } from '../text-in-parts.tsx'
import styles from './code-block.module.css'
import { type HighlightedPiece, highlight, knownLanguage, loadLanguage, piecesOfParts } from './highlight.ts'
import { inOrder } from './in-order.ts'
import { scrollable } from './scrollable.ts'

/** Longer code stays plain: colours are not worth a page that stands still. A slow machine takes this apart in 0.1 s. */
const HIGHLIGHTED_CHARACTERS = 20_000
/** Code this far from the screen is highlighted already. */
const NEAR = '400px'

type CodeBlockProps = { code: string; language: string; isClosed: boolean }

type Draw = () => ReactNode
const plain: Draw[] = []

const inColours = (pieces: readonly HighlightedPiece[]) =>
  inOrder(pieces, ({ text, className }) => (className ? <span className={className}>{text}</span> : text))

/** Code with its language, as plain text first; it gets its colours, part by part, when it is complete and near the screen. */
export function CodeBlock({ code, language, isClosed }: CodeBlockProps) {
  const [isWrapped, setWrapped] = useState(false)
  const [coloured, setColoured] = useState<{ code: string; draws: Draw[] } | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const known = code.length <= HIGHLIGHTED_CHARACTERS ? knownLanguage(language) : null

  useEffect(() => {
    const element = box.current
    if (!element || !isClosed || known === null) return
    let isCurrent = true
    const colour = async () => {
      // What loads a language wakes all code that waits for it; each is taken apart in a task of its own.
      await loadLanguage(known)
      await nextTask()
      if (!isCurrent) return
      const parts = piecesOfParts(await highlight(code, known), partsOf(code))
      const draws: Draw[] = []
      for (const pieces of parts) {
        if (!isCurrent) return
        draws.push(() => inColours(pieces))
        setColoured({ code, draws: [...draws] })
        await nextTask()
      }
    }
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        observer.disconnect()
        // Without its colours the code can be read as well.
        colour().catch(() => undefined)
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
          <TextInParts text={code} draws={coloured?.code === code ? coloured.draws : plain} />
        </code>
      </pre>
    </div>
  )
}
