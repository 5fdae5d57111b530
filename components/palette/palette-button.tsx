'use client'

import type { ReactNode } from 'react'
import { requestOverlay } from './shortcuts.ts'

/** The way to the command palette for who does not know its keys. */
export function PaletteButton({
  className,
  children,
}: {
  className: string | undefined
  children: ReactNode
}) {
  return (
    <button
      type="button"
      className={className}
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => requestOverlay('palette')}
    >
      {children}
    </button>
  )
}
