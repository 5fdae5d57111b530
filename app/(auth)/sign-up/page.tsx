import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { AuthCard } from '@/components/auth/auth-card.tsx'
import { CredentialsForm } from '@/components/auth/credentials-form.tsx'
import { environment } from '@/lib/env.ts'
import { findViewer } from '@/lib/http/viewer.ts'
import { safeNextPath } from '@/lib/session/next-path.ts'

export const metadata: Metadata = { title: 'Create an account' }

type SignUpPageProps = { searchParams: Promise<{ next?: string | string[] }> }

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const { next: given } = await searchParams
  const next = safeNextPath(typeof given === 'string' ? given : undefined)
  if (await findViewer()) redirect('/')
  const isOpen = environment().SIGN_UP === 'open'
  const footer = (
    <>
      Have an account? <a href={`/sign-in?next=${encodeURIComponent(next)}`}>Sign in</a>
    </>
  )
  return (
    <AuthCard
      title="Create an account"
      text={
        isOpen
          ? 'Your chats are kept with it, on every device.'
          : 'This server takes no new accounts. Ask whoever runs it.'
      }
      footer={footer}
    >
      {isOpen && <CredentialsForm route="sign-up" next={next} />}
    </AuthCard>
  )
}
