import Link from 'next/link'
import type { ReactNode } from 'react'
import { Trident } from '../ui/brand.tsx'
import { Notice } from '../ui/notice.tsx'
import styles from './empty-chat.module.css'

type EmptyChatProps = { title: string; text: string; hasModels: boolean; children?: ReactNode }

/** What stands where messages will be. */
export function EmptyChat({ title, text, hasModels, children }: EmptyChatProps) {
  return (
    <section className={styles.empty} aria-label="Beginning">
      <span className={styles.mark}>
        <Trident size={44} />
      </span>
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
      {!hasModels && (
        <Notice>
          <span>
            No model can be used yet. The <Link href="/settings">settings</Link> name what each of them needs.
          </span>
        </Notice>
      )}
    </section>
  )
}
