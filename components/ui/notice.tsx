import type { ReactNode } from 'react'
import styles from './notice.module.css'

/** Something one should know about the page. */
export function Notice({ children }: { children: ReactNode }) {
  return <div className={styles.notice}>{children}</div>
}
