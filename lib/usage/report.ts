import {
  addSums,
  costUsdOf,
  firstTokenMsOf,
  noUsage,
  type UsageCell,
  type UsageSums,
} from '../domain/usage.ts'
import type { UsageGroup } from './query.ts'

/** Sums as GET /api/usage shows them. */
export type UsageView = {
  turns: number
  /** Of these, those that failed or were interrupted. */
  failures: number
  /** Of these, those whose tokens we counted, since the provider never told. */
  estimatedTurns: number
  inputTokens: number
  outputTokens: number
  /** Part of the output. */
  reasoningTokens: number
  /** Of the turns whose cost is known; null: of none. */
  cost: { usd: number } | null
  /** Turns whose cost nobody knows: they are not in `cost`. */
  unpricedTurns: number
  /** Over the turns that had a first token; median and p95 within classes of times. */
  firstTokenMs: { mean: number; median: number; p95: number } | null
}

export type UsageReport = {
  from: string
  to: string
  group: UsageGroup
  totals: UsageView
  /** `group`: a day, a model id, a provider (null: none was reached), or the id of a key (null: a session). */
  groups: ({ group: string | null } & UsageView)[]
}

/** Sums as they are shown. */
export function viewOf(sums: UsageSums): UsageView {
  const { turns, failures, estimatedTurns, inputTokens, outputTokens, reasoningTokens } = sums
  const usd = costUsdOf(sums)
  const median = firstTokenMsOf(sums, 0.5)
  const p95 = firstTokenMsOf(sums, 0.95)
  return {
    turns,
    failures,
    estimatedTurns,
    inputTokens,
    outputTokens,
    reasoningTokens,
    cost: usd === null ? null : { usd },
    unpricedTurns: turns - sums.pricedTurns,
    firstTokenMs:
      median === null || p95 === null
        ? null
        : { mean: Math.round(sums.firstTokenSumMs / sums.firstTokenTurns), median, p95 },
  }
}

const nameOf: Record<UsageGroup, (cell: UsageCell) => string | null> = {
  day: (cell) => cell.day,
  model: (cell) => cell.model,
  provider: (cell) => cell.provider,
  key: (cell) => cell.keyId,
}

/** The sums of all cells. */
export const totalOf = (cells: readonly UsageCell[]): UsageSums => cells.reduce<UsageSums>(addSums, noUsage())

/** The cells by what `group` says: days in their order, everything else by turns, most first. */
export function groupCells(
  cells: readonly UsageCell[],
  group: UsageGroup,
): { group: string | null; sums: UsageSums }[] {
  const groups = new Map<string | null, UsageSums>()
  for (const cell of cells) {
    const name = nameOf[group](cell)
    groups.set(name, addSums(groups.get(name) ?? noUsage(), cell))
  }
  const rows = [...groups].map(([name, sums]) => ({ group: name, sums }))
  return group === 'day'
    ? rows.sort((one, other) => String(one.group).localeCompare(String(other.group)))
    : rows.sort((one, other) => other.sums.turns - one.sums.turns)
}

/** The answer of GET /api/usage. */
export function usageReport(
  cells: readonly UsageCell[],
  { from, to, group }: { from: string; to: string; group: UsageGroup },
): UsageReport {
  const groups = groupCells(cells, group).map((row) => ({ group: row.group, ...viewOf(row.sums) }))
  return { from, to, group, totals: viewOf(totalOf(cells)), groups }
}
