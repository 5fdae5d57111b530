import type { ReactNode } from 'react'

/*
 * Next's client/components/offline and use-offline, smaller: what they tell Next's own hook nobody here asks, since the chat has a
 * banner of its own. A page that cannot be fetched waits here for the network, and Next fetches it again.
 */
const ASKED_AGAIN_MS = 1000

/** What waits for the end of the outage that lasts; null: there is none. */
let waiting: (() => void)[] | null = null

/** The outage that lasts; null: there is none. */
export const getOffline = () => waiting

/** Resolves when the outage has ended. */
export const waitForConnection = (outage: (() => void)[]) =>
  new Promise<void>((resolve) => outage.push(resolve))

/** Ends an outage. */
export function notifyOnline(): void {
  const waited = waiting
  waiting = null
  for (const goOn of waited ?? []) goOn()
}

function ask(): void {
  if (waiting) fetch('/api/health').then(notifyOnline, () => setTimeout(ask, ASKED_AGAIN_MS))
}

/** Begins an outage for a fetch that failed; false for one that was given up. */
export function checkOfflineError(error: unknown): boolean {
  if (error instanceof DOMException) return false
  if (!waiting) {
    waiting = []
    // Not at once: what fails for another reason than the network would be fetched without a pause.
    setTimeout(ask, ASKED_AGAIN_MS)
  }
  return true
}

/** Tells nobody. */
export const OfflineProvider = ({ children }: { children: ReactNode }) => children
