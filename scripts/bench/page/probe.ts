import type { CDPSession, Page } from '@playwright/test'

const MILLISECOND_S = 1000

/** Milliseconds that the main thread of a page has worked since it was opened: scripts, style, layout and the rest. */
export async function mainThreadMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * MILLISECOND_S
}

/** A page whose processor is so many times slower, with its work counted. */
export async function slowedDown(page: Page, factor: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  // Its own time: what other programs take from the machine meanwhile does not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await session.send('Emulation.setCPUThrottlingRate', { rate: factor })
  return session
}

/**
 * Begins to watch for stalls; the result ends the watch and gives the longest time in milliseconds during which the
 * page's thread took no new task; 4 ms of it are the beat of the watch itself.
 */
export async function watchStalls(page: Page): Promise<() => Promise<number>> {
  const watch = await page.evaluateHandle(() => {
    const BEAT_MS = 4
    const state = { longestMs: 0, isOver: false }
    let last = performance.now()
    // A timer that is due and does not run is the stall itself.
    const beat = () => {
      const now = performance.now()
      state.longestMs = Math.max(state.longestMs, now - last)
      last = now
      if (!state.isOver) setTimeout(beat, BEAT_MS)
    }
    beat()
    return state
  })
  return async () => {
    const longestMs = await watch.evaluate((state) => {
      state.isOver = true
      return state.longestMs
    })
    await watch.dispose()
    return longestMs
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
