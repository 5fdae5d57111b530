import type { ReactNode } from 'react'
import { Announcer } from '@/components/chat/announcer.tsx'
import { ChatSessions } from '@/components/chat/chat-sessions.tsx'
import { Sidebar } from '@/components/history/sidebar.tsx'
import { PaletteHost } from '@/components/palette/palette-host.tsx'
import { UndoNotices } from '@/components/ui/undo-notice.tsx'
import { requireViewer } from '@/lib/http/viewer.ts'
import styles from './layout.module.css'
import { readHistory } from './read-history.ts'

export default async function ChatLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer()
  const { running, ...first } = await readHistory(viewer.userId)
  return (
    <ChatSessions>
      <Announcer>
        <UndoNotices>
          <div className={styles.shell}>
            <Sidebar email={viewer.email} first={first} running={running} now={Date.now()} />
            <div className={styles.page}>{children}</div>
          </div>
          <PaletteHost />
        </UndoNotices>
      </Announcer>
    </ChatSessions>
  )
}
