'use client'

import { usePathname } from 'next/navigation'
import buttons from '../ui/button.module.css'

/** Leads to the sign-in page, which leads back to this one. */
export function SignInLink() {
  const pathname = usePathname()
  return (
    <a
      className={`${buttons.primary} ${buttons.small}`}
      href={`/sign-in?next=${encodeURIComponent(pathname)}`}
    >
      Sign in again
    </a>
  )
}
