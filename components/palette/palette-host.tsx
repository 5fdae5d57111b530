'use client'

import { useRouter } from 'next/navigation'
import { lazy, Suspense, useEffect, useState } from 'react'
import { goToStart } from '../ui/start-request.ts'
import { type Overlay, onOverlayRequested, wantedBy } from './shortcuts.ts'

const PaletteDialog = lazy(() => import('./palette-dialog.tsx'))
const ShortcutsDialog = lazy(() => import('./shortcuts-dialog.tsx'))

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')

/** Opens the command palette and the list of shortcuts from wherever one is; both are loaded when they are first wanted. */
export function PaletteHost() {
  const router = useRouter()
  const [open, setOpen] = useState<Overlay | null>(null)

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const wanted = wantedBy(event, isField(event.target))
      if (!wanted) return
      event.preventDefault()
      if (wanted === 'new-chat') goToStart(router)
      // Over another dialog it would hide what one is in the middle of.
      else if (!document.querySelector('dialog[open]')) setOpen(wanted)
    }
    document.addEventListener('keydown', onKeyDown)
    const ends = onOverlayRequested(setOpen)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
      ends()
    }
  }, [router])

  const close = () => setOpen(null)
  return (
    <Suspense>
      {open === 'palette' && <PaletteDialog onClose={close} onShortcuts={() => setOpen('shortcuts')} />}
      {open === 'shortcuts' && <ShortcutsDialog onClose={close} />}
    </Suspense>
  )
}
