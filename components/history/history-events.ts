import { useEffect, useRef } from 'react'

/** What happened to a person's chats, told to every place of every tab that shows them. */
export type HistoryEvent =
  | { type: 'created'; chatId: number }
  | { type: 'changed'; chatId: number; name?: string; pinned?: boolean; model?: string }
  | { type: 'deleted'; chatId: number }
  | { type: 'restored'; chatId: number }
  | { type: 'turn'; chatId: number; isRunning: boolean }

type Told = HistoryEvent & { tab: string }

const CHANNEL = 'neptun-history'
const TAB = Math.random().toString(36).slice(2)

let sender: BroadcastChannel | null = null

/** Tells all tabs, this one included. */
export function tellHistory(event: HistoryEvent): void {
  sender ??= new BroadcastChannel(CHANNEL)
  sender.postMessage({ ...event, tab: TAB } satisfies Told)
}

/** Listens to what this tab and the others tell; `isOwn` when it was this one. */
export function useHistoryEvents(listener: (event: HistoryEvent, isOwn: boolean) => void): void {
  const newest = useRef(listener)
  useEffect(() => {
    newest.current = listener
  })
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL)
    // Only our own pages speak on this channel: it belongs to the origin.
    channel.onmessage = ({ data }: MessageEvent<Told>) => newest.current(data, data.tab === TAB)
    return () => channel.close()
  }, [])
}
