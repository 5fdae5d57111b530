import type { ReactNode } from 'react'
import { Trident } from './brand.tsx'
import styles from './notice-page.module.css'

type NoticePageProps = {
  title: string
  text: string
  /** Of the heading: 2 where the page has a header of its own. */
  level?: 1 | 2
  children: ReactNode
}

/** A page that says one thing and offers the way on: not found, gone wrong. */
export function NoticePage({ title, text, level = 1, children }: NoticePageProps) {
  const Heading = `h${level}` as const
  return (
    <main id="main" tabIndex={-1} className={styles.page}>
      <span className={styles.mark}>
        <Trident size={40} />
      </span>
      <Heading className={styles.title}>{title}</Heading>
      <p className={styles.text}>{text}</p>
      <div className={styles.actions}>{children}</div>
    </main>
  )
}
