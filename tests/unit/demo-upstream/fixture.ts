import { afterEach, beforeEach, expect, vi } from 'vitest'
import { startUpstream, type Upstream } from '../../upstream/index.ts'

// A busy machine makes sockets slow; none of these tests is about time.
vi.setConfig({ testTimeout: 30_000 })

/** Waits for what comes to be by itself. */
export const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 20_000, interval: 10 })

/** A demo upstream without delays, a new one for each test of a file; what a test leaves open ends with it. */
export function demoUpstream(): { readonly upstream: Upstream; readonly origin: string } {
  let upstream: Upstream | undefined
  beforeEach(async () => {
    upstream = await startUpstream({ delayMs: 0 })
  })
  afterEach(() => upstream?.close())
  const running = () => {
    if (!upstream) throw new Error('The demo upstream runs only inside tests')
    return upstream
  }
  return {
    get upstream() {
      return running()
    },
    get origin() {
      return running().origin
    },
  }
}
