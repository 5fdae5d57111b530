import type { ReactNode } from 'react'
import { Announcer } from '@/components/chat/announcer.tsx'
import { ChatSessions } from '@/components/chat/chat-sessions.tsx'
import { Sidebar } from '@/components/history/sidebar.tsx'
import { requireViewer } from '@/lib/http/viewer.ts'
import styles from './layout.module.css'
import { readHistory } from './read-history.ts'

export default async function ChatLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer()
  const history = await readHistory(viewer.userId)
  return (
    <ChatSessions>
      <Announcer>
        <div className={styles.shell}>
          <Sidebar
            email={viewer.email}
            chats={history.chats}
            hasMore={history.nextCursor !== null}
            now={Date.now()}
          />
          <div className={styles.page}>{children}</div>
        </div>
      </Announcer>
    </ChatSessions>
  )
}
