import { useSyncExternalStore } from 'react'

/** What this browser remembers beside the server. Each is small and can be lost without harm. */
const listeners = new Set<() => void>()

/** The text under a key; null when there is none or the browser keeps nothing for us. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Remembers a text, or with null forgets it. False when the browser refuses: no room, or no storage at all. */
export function writeStored(key: string, text: string | null): boolean {
  try {
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
  } catch {
    return false
  }
  for (const listener of listeners) listener()
  return true
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

/** The text under a key, kept current across tabs; null on the server and while hydrating. */
export const useStoredText = (key: string): string | null =>
  useSyncExternalStore(
    subscribe,
    () => readStored(key),
    () => null,
  )
