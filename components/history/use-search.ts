'use client'

import { useEffect, useState } from 'react'
import type { Chat } from '@/lib/domain/chat.ts'
import { sentenceOf } from '../api/api-request.ts'
import { readApi } from '../api/read-api.ts'
import { joinChats, readChatPage } from './chat-list.ts'

const PAUSE_MS = 180

type Found = { query: string; chats: readonly Chat[]; nextCursor: string | null; fault: string | null }

const nothing: Found = { query: '', chats: [], nextCursor: null, fault: null }
const address = (query: string, cursor?: string) =>
  `/api/chats?q=${encodeURIComponent(query)}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`

/** Chats by name and text. `found` null without a query; while a newer query is on its way it is that of the one before. */
export function useSearch(typed: string) {
  const query = typed.trim()
  const [found, setFound] = useState<Found>(nothing)

  useEffect(() => {
    if (query === '') return setFound(nothing)
    const ending = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const page = await readApi(address(query), readChatPage, ending.signal)
        setFound({ query, ...page, fault: null })
      } catch (error) {
        if (!ending.signal.aborted) setFound({ ...nothing, query, fault: sentenceOf(error) })
      }
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      ending.abort()
    }
  }, [query])

  const loadMore = async () => {
    if (found.nextCursor === null) return
    const page = await readApi(address(found.query, found.nextCursor), readChatPage)
    setFound((known) =>
      known.query === found.query
        ? { ...known, chats: joinChats(known.chats, page.chats), nextCursor: page.nextCursor }
        : known,
    )
  }

  return { found: query === '' ? null : found, isSearching: query !== '' && found.query !== query, loadMore }
}
