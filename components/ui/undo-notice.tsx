'use client'

import X from 'lucide-react/icons/x'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import buttons from './button.module.css'
import styles from './undo-notice.module.css'

/** Longer than the ten seconds that one is promised, and again as long while one points at it or is in it. */
const SHOWN_MS = 12_000

type Undoable = { text: string; undo?: () => void }

const UndoContext = createContext<(notice: Undoable) => void>(() => undefined)

/** Shows what was done, with a way back. */
export const useUndo = () => useContext(UndoContext)

/** Where notices with a way back stand: above all else, also above the drawer and dialogs. */
export function UndoNotices({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<Undoable | null>(null)
  const place = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const element = place.current
    if (!element) return
    // Shown anew, it comes to lie above what was opened since.
    if (element.matches(':popover-open')) element.hidePopover()
    element.showPopover()
    if (!notice) return
    const timer = setInterval(() => {
      if (!element.matches(':hover, :focus-within')) setNotice(null)
    }, SHOWN_MS)
    return () => clearInterval(timer)
  }, [notice])

  return (
    <UndoContext value={setNotice}>
      {children}
      <div ref={place} popover="manual" role="status" className={styles.place}>
        {notice && (
          <div className={styles.notice}>
            <span>{notice.text}</span>
            {notice.undo && (
              <button
                type="button"
                className={`${buttons.quiet} ${buttons.small}`}
                onClick={() => {
                  notice.undo?.()
                  setNotice(null)
                }}
              >
                Undo
              </button>
            )}
            <button
              type="button"
              className={styles.close}
              aria-label="Dismiss"
              onClick={() => setNotice(null)}
            >
              <X size={16} aria-hidden="true" />
            </button>
          </div>
        )}
      </div>
    </UndoContext>
  )
}
