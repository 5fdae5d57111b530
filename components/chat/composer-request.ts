/** The id of the field in which one writes. */
export const COMPOSER_ID = 'composer'

const EVENT = 'neptun-write'

/** Puts a text into the composer of the open page and the cursor behind it. */
export function requestText(text: string): void {
  window.dispatchEvent(new CustomEvent(EVENT, { detail: text }))
}

/** Listens for `requestText`; gives what ends it. */
export function onTextRequested(listener: (text: string) => void): () => void {
  const hear = (event: Event) => {
    if (event instanceof CustomEvent && typeof event.detail === 'string') listener(event.detail)
  }
  window.addEventListener(EVENT, hear)
  return () => window.removeEventListener(EVENT, hear)
}
