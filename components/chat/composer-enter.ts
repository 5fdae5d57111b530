import type { KeyboardEvent } from 'react'
import { readStored, useStoredText, writeStored } from '../ui/stored-text.ts'

const KEY = 'neptun-enter'
const BREAKS = 'breaks'

/** Whether Enter breaks the line and Shift+Enter sends, instead of the other way round; and what sets it. */
export function useEnterBreaks(): [breaks: boolean, set: (breaks: boolean) => void] {
  return [useStoredText(KEY) === BREAKS, (breaks) => void writeStored(KEY, breaks ? BREAKS : null)]
}

/** Whether this key press sends. While an input method composes, Enter belongs to it. */
export function sends(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return false
  if (event.ctrlKey || event.metaKey) return true
  return event.shiftKey === (readStored(KEY) === BREAKS)
}
