'use client'

import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect, useRef } from 'react'

type DrawerProps = { id: string; className: string | undefined; children: ReactNode }

/**
 * The navigation: a column on wide screens; on narrow ones a popover, which a button with `popoverTarget` opens even
 * before any script runs. It closes when one has arrived somewhere.
 */
export function Drawer({ id, className, children }: DrawerProps) {
  const pathname = usePathname()
  const drawer = useRef<HTMLElement>(null)
  const seen = useRef(pathname)
  useEffect(() => {
    if (seen.current === pathname) return
    seen.current = pathname
    drawer.current?.hidePopover()
  }, [pathname])
  return (
    <nav ref={drawer} id={id} popover="auto" className={className} aria-label="Chats and settings">
      {children}
    </nav>
  )
}
