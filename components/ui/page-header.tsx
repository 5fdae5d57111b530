import Menu from 'lucide-react/icons/menu'
import type { ReactNode } from 'react'
import { NAVIGATION_ID } from './navigation-id.ts'
import styles from './page-header.module.css'

type PageHeaderProps = { title: string; subtitle?: ReactNode; children?: ReactNode }

/** What stands above every page: the way to the navigation where that is hidden, the page's name, its controls. */
export function PageHeader({ title, subtitle, children }: PageHeaderProps) {
  return (
    <header className={styles.header}>
      <button
        type="button"
        className={styles.menu}
        popoverTarget={NAVIGATION_ID}
        aria-label="Chats and settings"
      >
        <Menu size={20} aria-hidden="true" />
      </button>
      <div className={styles.names}>
        <h1 title={title}>{title}</h1>
        {subtitle && <p>{subtitle}</p>}
      </div>
      {children && <div className={styles.controls}>{children}</div>}
    </header>
  )
}
