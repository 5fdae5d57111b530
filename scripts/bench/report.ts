import type { Figure } from './process/statistics.ts'

/** One line of the table. */
export type Row = {
  scenario: string
  figure: string
  /** In `unit`. */
  value: Figure
  unit: string
  /** What it is held against: its name, and the ratios of the single rounds. */
  against?: { name: string; ratio: Figure }
  /** What the ratio, or without one the value, has to reach. */
  bar?: { is: 'at most' | 'at least'; limit: number }
}

/** Whether a row reaches its bar; null without one. */
export function reaches({ value, against, bar }: Row): boolean | null {
  if (!bar) return null
  const reached = (against?.ratio ?? value).median
  return bar.is === 'at most' ? reached <= bar.limit : reached >= bar.limit
}

const digits = (value: number) =>
  Number.isNaN(value) ? '–' : Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)
const spread = ({ median, least, most }: Figure) => `${digits(median)} (${digits(least)}–${digits(most)})`

function cellsOf(row: Row): string[] {
  const { scenario, figure, value, unit, against, bar } = row
  const reached = reaches(row)
  return [
    scenario,
    figure,
    `${spread(value)} ${unit}`,
    against ? `${spread(against.ratio)} × ${against.name}` : '',
    bar ? `${bar.is === 'at most' ? '≤' : '≥'} ${bar.limit}` : '',
    reached === null ? '' : reached ? 'reached' : 'MISSED',
  ]
}

/** The rows as one table: medians of the rounds, in brackets the least and the most. */
export function tableOf(rows: readonly Row[]): string {
  const head = ['Scenario', 'Figure', 'Value', 'Ratio', 'Bar', '']
  const cells = [head, ...rows.map(cellsOf)]
  const widths = head.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)))
  const line = (columns: readonly string[]) =>
    columns
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const [header = '', ...body] = cells.map(line)
  return [header, '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)), ...body].join('\n')
}
