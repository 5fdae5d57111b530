const POLL_MS = 5
const PATIENCE_MS = 4_000
/** Kept, so that a test may replace the clock of what it tests. */
const realSetTimeout = globalThis.setTimeout

/** Waits in real time. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => realSetTimeout(resolve, ms))

/** Waits until something holds that needs sockets to happen; fails when it never does. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += POLL_MS) {
    if (holds()) return
    await pause(POLL_MS)
  }
  throw new Error(`never came: ${what}`)
}
