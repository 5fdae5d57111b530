/** The shortcuts, as the list of them shows them. `keys` in the words of KeyboardEvent.key, Mod is Ctrl or ⌘. */
export const shortcuts: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['Mod', 'K'], does: 'Search chats, choose a model, run a command' },
  { keys: ['?'], does: 'Show this list (also Ctrl+/)' },
  { keys: ['Mod', 'Shift', 'O'], does: 'New chat' },
  { keys: ['Enter'], does: 'Send (the settings can turn it round with Shift+Enter)' },
  { keys: ['Mod', 'Enter'], does: 'Send, whatever the settings say' },
  { keys: ['↑'], does: 'In an empty message: write the last one again' },
  { keys: ['Esc'], does: 'Close what is open' },
]

/** What opens from everywhere. */
export type Overlay = 'palette' | 'shortcuts'

type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'isComposing'>

/** What a key press asks for; `isWriting`: in a field a question mark is a question mark. */
export function wantedBy(event: Keys, isWriting: boolean): Overlay | 'new-chat' | null {
  if (event.isComposing || event.altKey) return null
  const isMod = event.ctrlKey || event.metaKey
  const key = event.key.toLowerCase()
  if (isMod && !event.shiftKey && key === 'k') return 'palette'
  if (isMod && event.shiftKey && key === 'o') return 'new-chat'
  if (isMod && key === '/') return 'shortcuts'
  return !isMod && !isWriting && key === '?' ? 'shortcuts' : null
}

const EVENT = 'neptun-overlay'

/** Opens one of them from a button. */
export const requestOverlay = (overlay: Overlay) =>
  void window.dispatchEvent(new CustomEvent(EVENT, { detail: overlay }))

/** Listens for `requestOverlay`; gives what ends it. */
export function onOverlayRequested(listener: (overlay: Overlay) => void): () => void {
  const hear = (event: Event) => {
    if (event instanceof CustomEvent) listener(event.detail === 'shortcuts' ? 'shortcuts' : 'palette')
  }
  window.addEventListener(EVENT, hear)
  return () => window.removeEventListener(EVENT, hear)
}
