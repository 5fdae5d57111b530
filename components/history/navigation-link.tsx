'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { requestStart } from '../ui/start-request.ts'

type NavigationLinkProps = { href: string; className: string | undefined; children: ReactNode }

/** A link of the navigation, marked when it leads to where one is. A chat opens at its end, so the page is left to scroll itself. */
export function NavigationLink({ href, className, children }: NavigationLinkProps) {
  const isCurrent = usePathname() === href
  return (
    <Link
      href={href}
      prefetch={false}
      scroll={!href.startsWith('/chats/')}
      onNavigate={href === '/' ? requestStart : undefined}
      className={className}
      aria-current={isCurrent ? 'page' : undefined}
      title={typeof children === 'string' ? children : undefined}
    >
      {children}
    </Link>
  )
}
