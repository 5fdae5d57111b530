import Download from 'lucide-react/icons/download'
import type { Metadata } from 'next'
import Link from 'next/link'
import { providerLabels } from '@/components/models/labels.ts'
import buttons from '@/components/ui/button.module.css'
import { PageHeader } from '@/components/ui/page-header.tsx'
import { UsageByGroup } from '@/components/usage/usage-by-group.tsx'
import { UsageOverTime } from '@/components/usage/usage-over-time.tsx'
import { UsageTotals } from '@/components/usage/usage-totals.tsx'
import { requireViewer } from '@/lib/http/viewer.ts'
import { store } from '@/lib/store/index.ts'
import { dayAfter, daysIn, usageQuery } from '@/lib/usage/query.ts'
import { groupCells, totalOf } from '@/lib/usage/report.ts'
import styles from './usage.module.css'

export const metadata: Metadata = { title: 'Usage' }

const RANGES = [7, 30, 90, 365] as const

type UsagePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/** This page with what was asked of it, for who has to sign in first. */
function pathOf(asked: Record<string, string | string[] | undefined>): string {
  const given = Object.entries(asked).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return given.length === 0 ? '/usage' : `/usage?${new URLSearchParams(given)}`
}

export default async function UsagePage({ searchParams }: UsagePageProps) {
  const { from, to } = await searchParams
  const viewer = await requireViewer(pathOf({ from, to }))
  const asked = usageQuery.safeParse({ from: from || undefined, to: to || undefined })
  const range = asked.success ? asked.data : usageQuery.parse({})
  const { usage, apiKeys } = store()
  const [cells, keys] = await Promise.all([usage.cells(viewer.userId, range), apiKeys.list(viewer.userId)])
  const length = daysIn(range)
  const days = Array.from({ length }, (_, index) => dayAfter(range.from, index))
  const today = usageQuery.parse({}).to

  return (
    <>
      <PageHeader title="Usage" subtitle={`${range.from} to ${range.to}, in UTC`} />
      <main id="main" tabIndex={-1} className={styles.page}>
        <div className={styles.choice}>
          <nav aria-label="Range of days" className={styles.ranges}>
            {RANGES.map((count) => (
              <Link
                key={count}
                prefetch={false}
                href={`/usage?from=${dayAfter(today, 1 - count)}&to=${today}`}
                aria-current={length === count && range.to === today ? 'true' : undefined}
                className={styles.range}
              >
                {count} days
              </Link>
            ))}
          </nav>
          <form action="/usage" className={styles.dates}>
            <label>
              From <input type="date" name="from" defaultValue={range.from} max={today} required />
            </label>
            <label>
              To <input type="date" name="to" defaultValue={range.to} max={today} required />
            </label>
            <button type="submit" className={buttons.quiet}>
              Show
            </button>
          </form>
          <a
            href={`/api/usage/export.csv?from=${range.from}&to=${range.to}`}
            download
            className={buttons.quiet}
          >
            <Download size={16} aria-hidden="true" />
            CSV
          </a>
        </div>
        {!asked.success && (
          <p role="alert">
            This range cannot be shown: it takes two days such as 2030-01-31, the first not after the last,
            and at most 366 days. These are the last 30 days.
          </p>
        )}
        <UsageTotals sums={totalOf(cells)} />
        <UsageOverTime days={days} groups={groupCells(cells, 'day')} />
        <UsageByGroup title="By model" first="Model" groups={groupCells(cells, 'model')} names={{}} none="" />
        <UsageByGroup
          title="By provider"
          first="Provider"
          groups={groupCells(cells, 'provider')}
          names={providerLabels}
          none="none was reached"
        />
        <UsageByGroup
          title="By API key"
          first="API key"
          groups={groupCells(cells, 'key')}
          names={Object.fromEntries(keys.map(({ id, name }) => [id, name]))}
          withIds
          none="signed in, without a key"
        />
      </main>
    </>
  )
}
