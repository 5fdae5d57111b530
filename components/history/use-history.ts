'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import type { Chat } from '@/lib/domain/chat.ts'
import { readApi } from '../api/read-api.ts'
import { type ChatPage, joinChats, readChatPage, withFirstPage } from './chat-list.ts'
import { type HistoryEvent, useHistoryEvents } from './history-events.ts'

const POLL_MS = 2500

const patched = (chats: readonly Chat[], { chatId, patch }: { chatId: number; patch: Partial<Chat> }) =>
  chats.map((chat) => (chat.id === chatId ? { ...chat, ...patch } : chat))

/** The ids with one more, or without it. */
function withId(ids: ReadonlySet<number>, id: number, isIn: boolean): ReadonlySet<number> {
  const next = new Set(ids)
  if (isIn) next.add(id)
  else next.delete(id)
  return next
}

/** Whether a reply is still being written in a chat; a server that does not answer leaves it open: true. */
async function isStillRunning(chatId: number, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`/api/chats/${chatId}/stream`, { signal })
    await response.body?.cancel()
    return response.status === 200
  } catch {
    return true
  }
}

/** The chats as this page knows them: the first page from the server, older ones as they are asked for. */
export function useHistory(first: ChatPage, runningAtServer: readonly number[]) {
  const router = useRouter()
  const [seen, setSeen] = useState(first)
  const [chats, setChats] = useState<readonly Chat[]>(first.chats)
  const [cursor, setCursor] = useState(first.nextCursor)
  const [gone, setGone] = useState<ReadonlySet<number>>(() => new Set())
  const [atServer, setAtServer] = useState<ReadonlySet<number>>(() => new Set(runningAtServer))
  /** Chats of which a tab told that a reply has begun: an answer of the server may be older than that. */
  const [told, setTold] = useState<ReadonlySet<number>>(() => new Set())
  const loading = useRef(false)

  if (seen !== first) {
    setSeen(first)
    setChats(withFirstPage(chats, first))
    // Older pages that were loaded already go on where they ended.
    if (chats.length <= seen.chats.length) setCursor(first.nextCursor)
    setAtServer(new Set(runningAtServer))
  }

  const change = (chatId: number, patch: Partial<Chat>) =>
    setChats((known) => patched(known, { chatId, patch }))
  const hide = (chatId: number, isHidden: boolean) => setGone((known) => withId(known, chatId, isHidden))

  useHistoryEvents((event: HistoryEvent, isOwn) => {
    if (event.type === 'changed') {
      const { name, pinned } = event
      change(event.chatId, { ...(name !== undefined && { name }), ...(pinned !== undefined && { pinned }) })
    }
    if (event.type === 'deleted') hide(event.chatId, true)
    if (event.type === 'restored') hide(event.chatId, false)
    if (event.type === 'turn') {
      setTold((known) => withId(known, event.chatId, event.isRunning))
      if (!event.isRunning) setAtServer((known) => withId(known, event.chatId, false))
    }
    // The tab where it happened has seen to itself, but a new chat is not in its list yet.
    const isNew = event.type === 'turn' && !chats.some(({ id }) => id === event.chatId)
    if (!isOwn || isNew) router.refresh()
  })

  const running: ReadonlySet<number> = new Set([...atServer, ...told])
  const watched = [...running].join(' ')
  useEffect(() => {
    if (watched === '') return
    const ending = new AbortController()
    const timer = setInterval(async () => {
      if (document.visibilityState !== 'visible') return
      const ids = watched.split(' ').map(Number)
      const still = await Promise.all(ids.map((id) => isStillRunning(id, ending.signal)))
      if (ending.signal.aborted || !still.includes(false)) return
      setTold((known) => ids.reduce((left, id, at) => (still[at] ? left : withId(left, id, false)), known))
      router.refresh()
    }, POLL_MS)
    return () => {
      clearInterval(timer)
      ending.abort()
    }
  }, [watched, router])

  const loadMore = async () => {
    if (loading.current || cursor === null) return
    loading.current = true
    try {
      const page = await readApi(`/api/chats?cursor=${encodeURIComponent(cursor)}`, readChatPage)
      setChats((known) => joinChats(known, page.chats))
      setCursor(page.nextCursor)
    } finally {
      loading.current = false
    }
  }

  return {
    chats: chats.filter(({ id }) => !gone.has(id)),
    hasMore: cursor !== null,
    running,
    gone,
    change,
    hide,
    loadMore,
  }
}
