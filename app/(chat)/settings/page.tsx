import type { Metadata } from 'next'
import Link from 'next/link'
import { SignOutButton } from '@/components/auth/sign-out-button.tsx'
import { ApiKeys } from '@/components/keys/api-keys.tsx'
import { ModelList } from '@/components/models/model-list.tsx'
import { EnterSetting } from '@/components/settings/enter-setting.tsx'
import buttons from '@/components/ui/button.module.css'
import { PageHeader } from '@/components/ui/page-header.tsx'
import { requireViewer } from '@/lib/http/viewer.ts'
import { listModels } from '@/lib/models/list.ts'
import { store } from '@/lib/store/index.ts'
import styles from './settings.module.css'

export const metadata: Metadata = { title: 'Settings' }

export default async function SettingsPage() {
  const viewer = await requireViewer('/settings')
  const models = listModels()
  const keys = await store().apiKeys.list(viewer.userId)
  const usable = models.filter(({ available }) => available).length
  return (
    <>
      <PageHeader title="Settings" />
      <main id="main" tabIndex={-1} className={styles.page}>
        <section aria-labelledby="account">
          <h2 id="account">Account</h2>
          <p>
            Signed in as <strong>{viewer.email}</strong>
          </p>
          <div className={styles.actions}>
            <SignOutButton className={buttons.quiet}>Sign out</SignOutButton>
            <SignOutButton everywhere className={buttons.quiet}>
              Sign out everywhere
            </SignOutButton>
          </div>
          <p className={styles.muted}>Everywhere ends every session of this account, on every device.</p>
        </section>
        <section aria-labelledby="writing">
          <h2 id="writing">Writing</h2>
          <EnterSetting />
          <p className={styles.muted}>Remembered by this browser. Ctrl+Enter and ⌘+Enter always send.</p>
        </section>
        <section aria-labelledby="keys">
          <h2 id="keys">API keys</h2>
          <p className={styles.muted}>
            For programs: <code>/api/v1</code> of this server speaks OpenAI’s protocol. The{' '}
            <Link href="/api-reference">API reference</Link> has examples and all routes.
          </p>
          <ApiKeys keys={keys} models={models.map(({ id }) => id)} now={new Date().toISOString()} />
        </section>
        <section aria-labelledby="models">
          <h2 id="models">Models</h2>
          <p className={styles.muted}>
            {usable} of {models.length} can be used. What a model needs is set in the environment of the
            server, which reads it when it starts.
          </p>
          <ModelList models={models} />
        </section>
      </main>
    </>
  )
}
