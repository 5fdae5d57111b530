'use client'

import { type ReactNode, useState } from 'react'
import { apiRequest, sentenceOf } from '../api/api-request.ts'
import { forgetComposers } from '../chat/composer-owner.ts'

type SignOutButtonProps = { everywhere?: boolean; className?: string | undefined; children: ReactNode }

/** Ends this session, or with `everywhere` all sessions of this person, and opens the sign-in page. */
export function SignOutButton({ everywhere = false, className, children }: SignOutButtonProps) {
  const [fault, setFault] = useState<string | null>(null)
  const signOut = async () => {
    try {
      await apiRequest('POST', '/api/auth/sign-out', everywhere ? { everywhere } : {})
      forgetComposers()
      window.location.assign('/sign-in')
    } catch (error) {
      setFault(sentenceOf(error))
    }
  }
  return (
    <>
      <button type="button" className={className} onClick={signOut}>
        {children}
      </button>
      {fault && <p role="alert">{fault}</p>}
    </>
  )
}
