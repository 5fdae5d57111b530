const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 5000

/**
 * Resolves when it makes sense to try a lost connection again: when the browser says that it is online again, else
 * after a wait that grows with the failures to 5 s. Without a network it waits for one, however long.
 */
export function nextChance(failures: number): Promise<void> {
  const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures)
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      resolve()
    }
    window.addEventListener('online', done)
    if (navigator.onLine) timer = setTimeout(done, waitMs)
  })
}
