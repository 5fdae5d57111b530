import { readStored, writeStored } from '../ui/stored-text.ts'
import { COMPOSER_PREFIX } from './composer-owner.ts'

const SAVED_AFTER_MS = 300
/** The browser has a few megabytes for all drafts, and writing a longer one would be felt while typing. */
const LONGEST_CHARACTERS = 200_000

type Conversation = { readonly chatId: number | null; readonly isPlayground: boolean }

/** This tab, also after a reload: what waits for a chat that does not exist yet may not go out from two tabs. */
function tab(): string {
  if (typeof sessionStorage === 'undefined') return ''
  const known = sessionStorage.getItem('neptun-tab')
  if (known) return known
  const fresh = Math.random().toString(36).slice(2)
  sessionStorage.setItem('neptun-tab', fresh)
  return fresh
}

/** Where something of a conversation is kept; null for a playground, of which nothing is. */
export const composerKey = (
  what: 'draft' | 'queue',
  { chatId, isPlayground }: Conversation,
): string | null =>
  isPlayground ? null : `${COMPOSER_PREFIX}${what}:${chatId ?? (what === 'queue' ? `new-${tab()}` : 'new')}`

/** The draft of a conversation, empty when there is none. */
export function readDraft(conversation: Conversation): string {
  const key = composerKey('draft', conversation)
  return key === null ? '' : (readStored(key) ?? '')
}

/** Keeps the draft of a conversation, some moments after the last change; `flush` does it at once. */
export function draftKeeper(conversation: Conversation) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let pending: string | null = null
  let kept: string | null = null
  const flush = () => {
    clearTimeout(timer)
    if (pending === null) return
    // The key of now: a new chat may have come into being since.
    const key = composerKey('draft', conversation)
    if (kept !== null && kept !== key) writeStored(kept, null)
    if (key !== null && pending.length <= LONGEST_CHARACTERS) writeStored(key, pending || null)
    kept = key
    pending = null
  }
  const keep = (text: string) => {
    pending = text
    clearTimeout(timer)
    timer = setTimeout(flush, SAVED_AFTER_MS)
  }
  return { keep, flush }
}

/** A chat has come into being in this tab: what waited behind its first message belongs to it. */
export function moveQueueTo(chatId: number): void {
  const from = composerKey('queue', { chatId: null, isPlayground: false })
  const to = composerKey('queue', { chatId, isPlayground: false })
  const waiting = from === null ? null : readStored(from)
  if (from === null || to === null || waiting === null) return
  if (writeStored(to, waiting)) writeStored(from, null)
}
