'use client'

import Search from 'lucide-react/icons/search'
import { usePathname, useRouter } from 'next/navigation'
import { useState } from 'react'
import type { Chat } from '@/lib/domain/chat.ts'
import { apiRequest, sentenceOf } from '../api/api-request.ts'
import { goToStart } from '../ui/start-request.ts'
import { useUndo } from '../ui/undo-notice.tsx'
import type { ChatPage } from './chat-list.ts'
import { ChatRow } from './chat-row.tsx'
import { tellHistory } from './history-events.ts'
import { groupHistory } from './history-groups.ts'
import styles from './history-list.module.css'
import { LoadMore } from './load-more.tsx'
import { useHistory } from './use-history.ts'
import { useSearch } from './use-search.ts'

type HistoryListProps = {
  first: ChatPage
  /** Chats in which a reply is being written. */
  running: readonly number[]
  /** Unix milliseconds. */
  now: number
}

const counted = (count: number, hasMore: boolean) =>
  count === 0
    ? 'No chat has these words.'
    : `${count}${hasMore ? '+' : ''} ${count === 1 ? 'chat' : 'chats'} found.`

/** The chats of a person, and what can be done with them. */
export function HistoryList({ first, running, now }: HistoryListProps) {
  const router = useRouter()
  const pathname = usePathname()
  const showUndo = useUndo()
  const history = useHistory(first, running)
  const [typed, setTyped] = useState('')
  const { found, isSearching, loadMore: loadMoreFound } = useSearch(typed)

  const save = async (chat: Chat, patch: { name?: string; pinned?: boolean }) => {
    history.change(chat.id, patch)
    try {
      await apiRequest('PATCH', `/api/chats/${chat.id}`, patch)
      tellHistory({ type: 'changed', chatId: chat.id, ...patch })
      if (patch.name !== undefined) router.refresh()
    } catch (error) {
      history.change(chat.id, { name: chat.name, pinned: chat.pinned })
      showUndo({ text: `“${chat.name}” was not changed. ${sentenceOf(error)}` })
    }
  }

  const restore = async (chat: Chat) => {
    try {
      await apiRequest('POST', `/api/chats/${chat.id}/restore`)
      history.hide(chat.id, false)
      tellHistory({ type: 'restored', chatId: chat.id })
      router.refresh()
    } catch (error) {
      showUndo({ text: `“${chat.name}” could not be brought back. ${sentenceOf(error)}` })
    }
  }

  const remove = async (chat: Chat) => {
    history.hide(chat.id, true)
    try {
      await apiRequest('DELETE', `/api/chats/${chat.id}`)
      tellHistory({ type: 'deleted', chatId: chat.id })
      const isOpen = pathname === `/chats/${chat.id}`
      if (isOpen) goToStart(router)
      const undo = () => void restore(chat).then(() => isOpen && router.push(`/chats/${chat.id}`))
      showUndo({ text: `“${chat.name}” was deleted.`, undo })
    } catch (error) {
      history.hide(chat.id, false)
      showUndo({ text: `“${chat.name}” was not deleted. ${sentenceOf(error)}` })
    }
  }

  const row = (chat: Chat) => (
    <ChatRow
      key={chat.id}
      chat={chat}
      isRunning={history.running.has(chat.id)}
      onRename={(name) => save(chat, { name })}
      onPin={(pinned) => save(chat, { pinned })}
      onDelete={() => remove(chat)}
    />
  )
  const knownById = new Map(history.chats.map((chat) => [chat.id, chat]))
  const matches = found?.chats
    .filter(({ id }) => !history.gone.has(id))
    .map((chat) => knownById.get(chat.id) ?? chat)

  return (
    <>
      <search className={styles.search}>
        <Search size={16} aria-hidden="true" />
        <input
          type="search"
          id="history-search"
          aria-label="Search chats"
          placeholder="Search chats"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          aria-busy={isSearching}
        />
      </search>
      <p role="status" className={found ? styles.note : 'visually-hidden'}>
        {found &&
          (found.fault ??
            (isSearching ? 'Searching…' : counted(matches?.length ?? 0, found.nextCursor !== null)))}
      </p>
      {matches ? (
        <>
          <ul aria-label="Found chats">{matches.map(row)}</ul>
          {found?.nextCursor && (
            <LoadMore key={found.nextCursor} onLoad={loadMoreFound} label="Show more results" />
          )}
        </>
      ) : (
        <>
          {history.chats.length === 0 && <p className={styles.note}>Your chats will stand here.</p>}
          {groupHistory(history.chats, now).map((group) => (
            <section key={group.label} className={styles.group} aria-label={group.label}>
              <h3 className={styles.label}>{group.label}</h3>
              <ul>{group.chats.map(row)}</ul>
            </section>
          ))}
          {history.hasMore && (
            <LoadMore key={history.chats.length} onLoad={history.loadMore} label="Show older chats" />
          )}
        </>
      )}
    </>
  )
}
