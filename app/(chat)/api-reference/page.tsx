import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { Examples } from '@/components/reference/examples.tsx'
import { Reference } from '@/components/reference/reference.tsx'
import { PageHeader } from '@/components/ui/page-header.tsx'
import { requireViewer } from '@/lib/http/viewer.ts'
import { EXAMPLE_ORIGIN } from '@/lib/reference/examples.ts'
import { operations } from '@/lib/reference/operations/index.ts'
import styles from './api-reference.module.css'

export const metadata: Metadata = { title: 'API reference' }

/** The origin at which this page was asked for, so that the examples run as they are copied. */
async function ownOrigin(): Promise<string> {
  const given = await headers()
  const first = (name: string) => given.get(name)?.split(',')[0]?.trim()
  const host = first('x-forwarded-host') ?? first('host')
  return host ? `${first('x-forwarded-proto') ?? 'http'}://${host}` : EXAMPLE_ORIGIN
}

export default async function ApiReferencePage() {
  await requireViewer('/api-reference')
  const origin = await ownOrigin()
  const here = (code: string) => code.replaceAll(EXAMPLE_ORIGIN, origin)
  return (
    <>
      <PageHeader title="API reference" />
      <main id="main" tabIndex={-1} className={styles.page}>
        <section aria-labelledby="examples">
          <h2 id="examples">Examples</h2>
          <p>
            Everything that Neptun does can be done by a program. Make an API key in the settings and send it
            along; <a href="/api/openapi.json">openapi.json</a> is this reference for machines.
          </p>
          {operations.map(
            ({ id, summary, samples }) =>
              samples && (
                <div key={id} className={styles.example}>
                  <h3>{summary}</h3>
                  <Examples
                    name={id}
                    examples={samples.map(({ language, code }) => ({ language, code: here(code) }))}
                  />
                </div>
              ),
          )}
        </section>
        <section aria-labelledby="routes">
          <h2 id="routes">All routes</h2>
          <Reference url="/api/openapi.json" />
        </section>
      </main>
    </>
  )
}
