const START_REQUESTED = 'neptun-start-requested'

/** Says that somebody goes to the start, for a page that is the start already and would not notice. */
export function requestStart(): void {
  window.dispatchEvent(new Event(START_REQUESTED))
}

/** Tells when somebody goes to the start; gives what ends that. */
export function onStartRequested(listener: () => void): () => void {
  window.addEventListener(START_REQUESTED, listener)
  return () => window.removeEventListener(START_REQUESTED, listener)
}

/** Goes to the start, wherever one is. */
export function goToStart(router: { push: (path: string) => void }): void {
  requestStart()
  router.push('/')
}
