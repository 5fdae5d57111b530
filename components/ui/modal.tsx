'use client'

import X from 'lucide-react/icons/x'
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import styles from './modal.module.css'

type ModalProps = {
  label: string
  className?: string | undefined
  /** Only a button closes it: what it shows is not to be lost by a slip. */
  isKept?: boolean
  onClose: () => void
  children: ReactNode
}

/** A dialog over the page. The browser keeps the focus in it and gives it back where it was; Escape and a press beside it close it. */
export function Modal({ label, className = '', isKept = false, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  // Before the element is taken away: a dialog that closes later gives no focus back.
  useLayoutEffect(() => {
    const element = dialog.current
    if (!element) return
    element.showModal()
    return () => element.close()
  }, [])
  return (
    // The keyboard has Escape and the button.
    <dialog
      ref={dialog}
      aria-label={label}
      className={`${styles.modal} ${className}`}
      onClose={(event) => {
        if (!event.currentTarget.open) onClose()
      }}
      onKeyDown={(event) => {
        // Its own event can be refused only once; a second press closes the dialog all the same.
        if (isKept && event.key === 'Escape') event.preventDefault()
      }}
      onCancel={(event) => {
        if (isKept) event.preventDefault()
      }}
      onPointerDown={(event) => {
        if (!isKept && event.target === event.currentTarget) event.currentTarget.close()
      }}
    >
      {children}
    </dialog>
  )
}

/** What stands above the content of a dialog: its name or its field, and the way out. */
export function ModalHead({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  return (
    <div className={styles.head}>
      {children}
      <button type="button" className={styles.close} aria-label="Close" onClick={onClose}>
        <X size={18} aria-hidden="true" />
      </button>
    </div>
  )
}
