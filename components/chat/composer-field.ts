import { textDirection } from '../ui/text-direction.ts'

/** Fills the field in any case; measuring a text of thousands of lines would take a second of every key. */
const LONG_CHARACTERS = 5000
/** A paste of this length is put in by ourselves. */
const PASTED_CHARACTERS = 20_000

/** Makes a field as high as its text. */
export function fitHeight(field: HTMLTextAreaElement): void {
  if (field.value.length > LONG_CHARACTERS) {
    field.style.height = '100vh'
    return
  }
  // Where the browser does it by itself, measuring would lay out the whole page for every key.
  if (CSS.supports('field-sizing', 'content')) {
    field.style.height = ''
    return
  }
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
}

/**
 * Sets the direction of a field that is about to hold `text`. Left to find it, Chromium looks through a long text again for
 * every line that it puts in (2 s for 20,000 lines, without it 20 ms), so a long one is told by its first letter.
 */
export function setDirection(field: HTMLTextAreaElement, text: string): void {
  const direction = text.length <= LONG_CHARACTERS ? 'auto' : (textDirection(text) ?? 'ltr')
  // Set anew, even to what it is, it makes the browser style the field again.
  if (field.dir !== direction) field.dir = direction
}

/**
 * Puts a long paste into its field; false leaves a shorter one to the browser, which would put a long one in line by
 * line, with a way back for each, for many seconds.
 */
export function pasteLong(event: ClipboardEvent, field: HTMLTextAreaElement): boolean {
  const text = event.clipboardData?.getData('text/plain') ?? ''
  if (text.length < PASTED_CHARACTERS) return false
  event.preventDefault()
  setDirection(field, field.value + text)
  field.setRangeText(text.replace(/\r\n?/gu, '\n'), field.selectionStart, field.selectionEnd, 'end')
  return true
}

/** Whether a text has nothing to send. */
export const isBlank = (text: string): boolean => !/\S/u.test(text)

/** Whether the field may take the focus by itself: on a touch screen that would raise the keyboard over what one reads. */
export const mayTakeFocus = (): boolean => window.matchMedia('(pointer: fine)').matches

/**
 * Gives the focus a place when what had it has just gone, as a button does that began a turn: the field, or on a touch
 * screen the page's main part. Whoever has the focus elsewhere keeps it.
 */
export function catchFocus(field: HTMLTextAreaElement | null): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return
  const goal = mayTakeFocus() ? field : document.getElementById('main')
  goal?.focus({ preventScroll: true })
}
