import 'server-only'
import { after } from 'next/server'

/**
 * Keeps the process alive until this work is done, where a process ends with its response; nobody waits for it. For the
 * request that is being answered. The work must not reject.
 */
export const keepAlive = (work: Promise<void>): void => after(() => work)
