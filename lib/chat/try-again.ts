import { FINISH_GIVE_UP_MS } from './timing.ts'

const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 5_000

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Does work of the store that may be repeated, again and again while it fails, for `FINISH_GIVE_UP_MS` at the most.
 * `onFirstFault` hears of the first fault alone.
 * @throws the last fault when it gives up.
 */
export async function tryAgain(
  work: () => Promise<void>,
  onFirstFault: (error: unknown) => void,
): Promise<void> {
  const giveUpAt = performance.now() + FINISH_GIVE_UP_MS
  for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(LONGEST_RETRY_MS, waitMs * 2)) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() > giveUpAt) throw error
      if (waitMs === FIRST_RETRY_MS) onFirstFault(error)
      await sleep(waitMs)
    }
  }
}
