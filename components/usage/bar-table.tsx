import styles from './bar-table.module.css'
import { DataTable } from './data-table.tsx'

/** A row: its name, the share of the longest bar (0 to 1), and the cells of the table. */
export type BarRow = { name: string; share: number; shown: string; cells: readonly string[] }

type BarTableProps = { title: string; measure: string; head: readonly string[]; rows: readonly BarRow[] }

/** A bar for each thing that is compared, and below it all its numbers as a table. */
export function BarTable({ title, measure, head, rows }: BarTableProps) {
  return (
    <div className={styles.comparison}>
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p className={styles.nothing}>Nothing in these days.</p>
      ) : (
        <>
          <ul className={styles.bars} aria-label={`${title}: ${measure}`}>
            {rows.map(({ name, share, shown }) => (
              <li key={name}>
                <span className={styles.name}>{name}</span>
                <span className={styles.value}>{shown}</span>
                <svg className={styles.bar} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                  <rect className={styles.rest} width="100" height="1" />
                  <rect className={styles.part} width={share * 100} height="1" />
                </svg>
              </li>
            ))}
          </ul>
          <DataTable caption={title} head={head} rows={rows.map(({ name, cells }) => [name, ...cells])} />
        </>
      )}
    </div>
  )
}
