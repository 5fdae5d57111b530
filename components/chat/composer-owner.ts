import { readStored, writeStored } from '../ui/stored-text.ts'

/** What the composer keeps in this browser begins with this; it goes when one signs out. */
export const COMPOSER_PREFIX = 'neptun-composer:'
/** Whose they are. */
const OWNER = 'neptun-composer-owner'

/** Forgets all drafts and all that waits to be sent: whoever signs in next on this browser may be somebody else. */
export function forgetComposers(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(COMPOSER_PREFIX)) writeStored(key, null)
}

/**
 * Says who has signed in on this browser: what somebody else left here, whose session has ended without a word, is
 * forgotten; one's own drafts wait.
 */
export function claimComposers(userId: number): void {
  const owner = readStored(OWNER)
  if (owner !== null && owner !== String(userId)) forgetComposers()
  writeStored(OWNER, String(userId))
}
