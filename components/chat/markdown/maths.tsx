'use client'

import { useEffect, useRef } from 'react'
import styles from './markdown.module.css'
import { scrollable } from './scrollable.ts'

type MathsProps = { tex: string; source: string; isBlock: boolean }

/** A formula: its source until what sets it has been loaded. KaTeX builds MathML nodes, so nothing is read as HTML. */
export function Maths({ tex, source, isBlock }: MathsProps) {
  const box = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const element = box.current
    if (!element) return
    let isCurrent = true
    void import('katex').then(
      ({ default: katex }) => {
        if (isCurrent)
          katex.render(tex, element, { output: 'mathml', displayMode: isBlock, throwOnError: false })
      },
      () => undefined,
    )
    return () => {
      isCurrent = false
    }
  }, [tex, isBlock])
  return (
    <span
      ref={box}
      className={isBlock ? styles.formula : undefined}
      dir="ltr"
      {...(isBlock && scrollable('Formula'))}
    >
      {source.trim()}
    </span>
  )
}
