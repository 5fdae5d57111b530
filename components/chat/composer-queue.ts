'use client'

import { useState } from 'react'
import { newMessageId } from '@/lib/domain/ids.ts'
import { useStoredText, writeStored } from '../ui/stored-text.ts'

/** A message that waits for the connection. Its id goes out with it: the server answers an id once, however often it comes. */
export type Queued = { id: string; text: string }

const isQueued = (value: unknown): value is Queued =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'text' in value &&
  typeof value.text === 'string'

function parse(text: string | null): Queued[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? value.filter(isQueued) : []
  } catch {
    return []
  }
}

/** What waits to be sent, kept across reloads under `key`; null keeps it on this page alone. */
export function useQueue(key: string | null) {
  const stored = useStoredText(key ?? 'neptun-composer:none')
  const [own, setOwn] = useState<Queued[]>([])
  const queue = key === null ? own : parse(stored)
  const change = (next: Queued[]) => {
    // Where the browser keeps nothing, the page does.
    if (key === null || !writeStored(key, next.length === 0 ? null : JSON.stringify(next))) setOwn(next)
  }
  return {
    queue,
    add: (text: string) => change([...queue, { id: newMessageId(), text }]),
    remove: (id: string) => change(queue.filter((message) => message.id !== id)),
  }
}
