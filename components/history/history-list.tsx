import type { Chat } from '@/lib/domain/chat.ts'
import { groupByAge } from './history-groups.ts'
import styles from './history-list.module.css'
import { NavigationLink } from './navigation-link.tsx'

type HistoryListProps = {
  chats: readonly Chat[]
  hasMore: boolean
  /** Unix milliseconds. */
  now: number
}

/** The chats, newest activity first. */
export function HistoryList({ chats, hasMore, now }: HistoryListProps) {
  if (chats.length === 0) return <p className={styles.note}>Your chats will stand here.</p>
  return (
    <>
      {groupByAge(chats, now).map((group) => (
        <section key={group.label} className={styles.group} aria-label={group.label}>
          <h3 className={styles.label}>{group.label}</h3>
          <ul>
            {group.chats.map((chat) => (
              <li key={chat.id}>
                <NavigationLink href={`/chats/${chat.id}`} className={styles.link}>
                  {chat.name}
                </NavigationLink>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {hasMore && <p className={styles.note}>The {chats.length} newest chats are shown.</p>}
    </>
  )
}
