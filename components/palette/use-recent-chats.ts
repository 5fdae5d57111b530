'use client'

import { useEffect, useState } from 'react'
import type { Chat } from '@/lib/domain/chat.ts'
import { readApi } from '../api/read-api.ts'
import { readChatPage } from '../history/chat-list.ts'

/** The newest chats; empty until they have come, and where they cannot. */
export function useRecentChats(): readonly Chat[] {
  const [chats, setChats] = useState<readonly Chat[]>([])
  useEffect(() => {
    const ending = new AbortController()
    readApi('/api/chats?limit=8', readChatPage, ending.signal).then(
      (page) => setChats(page.chats),
      // The palette is useful without them, and the search tells what is wrong.
      () => undefined,
    )
    return () => ending.abort()
  }, [])
  return chats
}
