import { DataTable } from './data-table.tsx'
import styles from './day-chart.module.css'

/** One row of bars: a number for each day; null is unknown. */
export type Series = { label: string; tone: 'accent' | 'soft' | 'danger'; values: readonly (number | null)[] }

type DayChartProps = {
  title: string
  days: readonly string[]
  series: readonly Series[]
  /** `stacked`: the series add up; `overlaid`: each stands on the ground, the first behind. */
  mode: 'stacked' | 'overlaid'
  /** A value for a person, unit included. */
  format: (value: number) => string
}

/** Units of the drawing; it is stretched to the page, so it holds no text. */
const HEIGHT = 100
const DAY_WIDTH = 10
const BAR_WIDTH = 8

/** Bars for each day, drawn by the server, with the same numbers as a table. */
export function DayChart({ title, days, series, mode, format }: DayChartProps) {
  const valuesOf = (day: number) => series.map(({ values }) => values[day] ?? 0)
  const heightOf = (day: number) =>
    mode === 'stacked' ? valuesOf(day).reduce((sum, value) => sum + value, 0) : Math.max(...valuesOf(day))
  const highest = Math.max(0, ...days.map((_, day) => heightOf(day)))
  const scale = highest > 0 ? HEIGHT / highest : 0

  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <strong>{title}</strong>
        <span className={styles.legend} aria-hidden="true">
          {series.map(({ label, tone }) => (
            <span key={label} className={styles[tone]}>
              {label}
            </span>
          ))}
        </span>
      </figcaption>
      <div className={styles.highest} aria-hidden="true">
        {highest > 0 ? format(highest) : 'Nothing in these days'}
      </div>
      <svg
        role="img"
        aria-label={`${title}, at most ${format(highest)} a day. The table below has the numbers.`}
        className={styles.plot}
        viewBox={`0 0 ${days.length * DAY_WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {days.map((day, index) => {
          let top = HEIGHT
          return (
            <g key={day}>
              <title>{`${day}: ${series.map(({ label, values }) => `${label} ${shown(values[index], format)}`).join(', ')}`}</title>
              {series.map(({ label, tone, values }) => {
                const height = (values[index] ?? 0) * scale
                top = mode === 'stacked' ? top - height : HEIGHT - height
                const x = index * DAY_WIDTH + (DAY_WIDTH - BAR_WIDTH) / 2
                return (
                  <rect
                    key={label}
                    className={styles[tone]}
                    x={x}
                    y={top}
                    width={BAR_WIDTH}
                    height={height}
                  />
                )
              })}
            </g>
          )
        })}
      </svg>
      <div className={styles.ends} aria-hidden="true">
        <span>{days[0]}</span>
        <span>{days.at(-1)}</span>
      </div>
      <details className={styles.numbers}>
        <summary>{title} as a table</summary>
        <DataTable
          caption={title}
          head={['Day (UTC)', ...series.map(({ label }) => label)]}
          rows={days.map((day, index) => [day, ...series.map(({ values }) => shown(values[index], format))])}
        />
      </details>
    </figure>
  )
}

const shown = (value: number | null | undefined, format: (value: number) => string) =>
  value === null || value === undefined ? '–' : format(value)
