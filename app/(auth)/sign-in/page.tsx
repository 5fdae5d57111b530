import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { AuthCard } from '@/components/auth/auth-card.tsx'
import { CredentialsForm } from '@/components/auth/credentials-form.tsx'
import { environment } from '@/lib/env.ts'
import { findViewer } from '@/lib/http/viewer.ts'
import { safeNextPath } from '@/lib/session/next-path.ts'

export const metadata: Metadata = { title: 'Sign in' }

type SignInPageProps = { searchParams: Promise<{ next?: string | string[] }> }

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next: given } = await searchParams
  const next = safeNextPath(typeof given === 'string' ? given : undefined)
  if (await findViewer()) redirect('/')
  const footer =
    environment().SIGN_UP === 'open' ? (
      <>
        New here? <a href={`/sign-up?next=${encodeURIComponent(next)}`}>Create an account</a>
      </>
    ) : null
  return (
    <AuthCard title="Sign in" text="One chat in front of every model." footer={footer}>
      <CredentialsForm route="sign-in" next={next} />
    </AuthCard>
  )
}
