import type { ReactNode } from 'react'
import { Brand } from '../ui/brand.tsx'
import styles from './auth-card.module.css'

type AuthCardProps = { title: string; text: string; children: ReactNode; footer: ReactNode }

/** The frame of the sign pages. */
export function AuthCard({ title, text, children, footer }: AuthCardProps) {
  return (
    <div className={styles.page}>
      <header>
        <Brand />
      </header>
      <main id="main" tabIndex={-1} className={styles.card}>
        <div className={styles.head}>
          <h1>{title}</h1>
          <p>{text}</p>
        </div>
        {children}
      </main>
      <footer className={styles.footer}>{footer}</footer>
    </div>
  )
}
