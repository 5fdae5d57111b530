import { costUsdOf, firstTokenMsOf, type UsageSums } from '@/lib/domain/usage.ts'
import styles from './usage-totals.module.css'
import { costWords, countWords, shareWords, turnWords, waitWords } from './words.ts'

/** What stands above the plots: the sums of all days. */
export function UsageTotals({ sums }: { sums: UsageSums }) {
  const { turns, failures, inputTokens, outputTokens, estimatedTurns, pricedTurns } = sums
  const unpriced = turns - pricedTurns
  const tiles = [
    {
      label: 'Turns',
      value: countWords(turns),
      detail: `${countWords(failures)} failed, ${shareWords(failures, turns)}`,
    },
    {
      label: 'Tokens',
      value: countWords(inputTokens + outputTokens),
      detail: `${countWords(inputTokens)} in, ${countWords(outputTokens)} out${estimatedTurns > 0 ? `; estimated for ${turnWords(estimatedTurns)}` : ''}`,
    },
    {
      label: 'Cost',
      value: turns === 0 ? '$0' : costWords(costUsdOf(sums)),
      detail: unpriced > 0 ? `without ${turnWords(unpriced)}, whose provider told none` : 'of all turns',
    },
    {
      label: 'First token',
      value: waitWords(firstTokenMsOf(sums, 0.5)),
      detail: `median; p95 ${waitWords(firstTokenMsOf(sums, 0.95))}`,
    },
  ]
  return (
    <dl className={styles.tiles}>
      {tiles.map(({ label, value, detail }) => (
        <div key={label} className={styles.tile}>
          <dt>{label}</dt>
          <dd className={styles.value}>{value}</dd>
          <dd className={styles.detail}>{detail}</dd>
        </div>
      ))}
    </dl>
  )
}
