import { costUsdOf, firstTokenMsOf, noUsage, type UsageSums } from '@/lib/domain/usage.ts'
import { DayChart } from './day-chart.tsx'
import styles from './usage-over-time.module.css'
import { costWords, shortCountWords, waitWords } from './words.ts'

type UsageOverTimeProps = {
  days: readonly string[]
  groups: readonly { group: string | null; sums: UsageSums }[]
}

/** Turns and failures, tokens, cost and waiting, day by day. */
export function UsageOverTime({ days, groups }: UsageOverTimeProps) {
  const byDay = new Map(groups.map(({ group, sums }) => [group, sums]))
  const of = (value: (sums: UsageSums) => number | null) =>
    days.map((day) => value(byDay.get(day) ?? noUsage()))
  return (
    <section className={styles.charts} aria-label="By day">
      <DayChart
        title="Turns"
        days={days}
        mode="stacked"
        format={shortCountWords}
        series={[
          { label: 'answered', tone: 'accent', values: of(({ turns, failures }) => turns - failures) },
          { label: 'failed', tone: 'danger', values: of(({ failures }) => failures) },
        ]}
      />
      <DayChart
        title="Tokens"
        days={days}
        mode="stacked"
        format={shortCountWords}
        series={[
          { label: 'out', tone: 'accent', values: of(({ outputTokens }) => outputTokens) },
          { label: 'in', tone: 'soft', values: of(({ inputTokens }) => inputTokens) },
        ]}
      />
      <DayChart
        title="Cost, as far as known"
        days={days}
        mode="stacked"
        format={costWords}
        series={[
          {
            label: 'US dollars',
            tone: 'accent',
            values: of((sums) => (sums.turns === 0 ? 0 : costUsdOf(sums))),
          },
        ]}
      />
      <DayChart
        title="Time to the first token"
        days={days}
        mode="overlaid"
        format={waitWords}
        series={[
          { label: 'p95', tone: 'soft', values: of((sums) => firstTokenMsOf(sums, 0.95)) },
          { label: 'median', tone: 'accent', values: of((sums) => firstTokenMsOf(sums, 0.5)) },
        ]}
      />
    </section>
  )
}
