import { expect } from 'vitest'

/** `expect` that waits until it holds, as long as a busy machine may take. */
export const until = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 60_000, interval: 20 })
