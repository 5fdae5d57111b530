import { useSyncExternalStore } from 'react'
import { nextChance } from './next-chance.ts'

/** `offline`: the browser has no network. `gone`: it has, but our server does not answer. */
export type Connection = 'ok' | 'offline' | 'gone'

let isGone = false
const listeners = new Set<() => void>()

function setGone(next: boolean): void {
  isGone = next
  for (const listener of listeners) listener()
}

async function answers(): Promise<boolean> {
  try {
    return (await fetch('/api/health', { cache: 'no-store' })).ok
  } catch {
    return false
  }
}

/** To be called when a request of ours got no answer: asks the server, at first at once, until it is there again. */
export async function reportUnreachable(): Promise<void> {
  if (isGone || (await answers())) return
  if (isGone) return
  setGone(true)
  for (let failures = 0; isGone; failures += 1) {
    await nextChance(failures)
    if (await answers()) setGone(false)
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

const connection = (): Connection => {
  if (!navigator.onLine) return 'offline'
  return isGone ? 'gone' : 'ok'
}

/** Whether our server can be reached, as far as is known. */
export const useConnection = () => useSyncExternalStore(subscribe, connection, (): Connection => 'ok')
