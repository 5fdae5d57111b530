import { costUsdOf, firstTokenMsOf, type UsageSums } from '@/lib/domain/usage.ts'
import { BarTable } from './bar-table.tsx'
import { costWords, countWords, turnWords, waitWords } from './words.ts'

type UsageByGroupProps = {
  title: string
  /** What the first column holds. */
  first: string
  groups: readonly { group: string | null; sums: UsageSums }[]
  /** Names of groups that have one beside their id. */
  names: Readonly<Record<string, string>>
  /** Several may have one name, so the id is told as well. */
  withIds?: boolean
  /** The name of the group that is null. */
  none: string
}

/** What turns took, by model, provider or key. */
export function UsageByGroup({ title, first, groups, names, withIds, none }: UsageByGroupProps) {
  const most = Math.max(1, ...groups.map(({ sums }) => sums.turns))
  const nameOf = (group: string | null) => {
    if (group === null) return none
    const name = Object.hasOwn(names, group) ? names[group] : undefined
    return name === undefined ? group : withIds ? `${name} (${group})` : name
  }
  return (
    <BarTable
      title={title}
      measure="turns"
      head={[first, 'Turns', 'Failed', 'Tokens in', 'Tokens out', 'Cost', 'First token, median', 'p95']}
      rows={groups.map(({ group, sums }) => ({
        name: nameOf(group),
        share: sums.turns / most,
        shown: turnWords(sums.turns),
        cells: [
          countWords(sums.turns),
          countWords(sums.failures),
          countWords(sums.inputTokens),
          countWords(sums.outputTokens),
          costWords(costUsdOf(sums)),
          waitWords(firstTokenMsOf(sums, 0.5)),
          waitWords(firstTokenMsOf(sums, 0.95)),
        ],
      }))}
    />
  )
}
