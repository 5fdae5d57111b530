import { Agent, type Dispatcher } from 'undici'

/** A connection that nobody uses any longer than this is closed; a server's own hint of less is heeded. */
const KEEP_ALIVE_MS = 30_000
/** Ends a connection attempt that nobody waits for any more; the time-outs of an exchange are its own. */
const ABANDONED_CONNECT_MS = 60_000

let agent: Agent | undefined

/** Controls the request that could not even be made. */
const nobody: Dispatcher.DispatchController = {
  aborted: true,
  paused: false,
  reason: null,
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
}

/**
 * Sends on connections of our own: no limit per provider, kept alive, without time-outs beside ours, and not the
 * global fetch, which Next patches. The handler sees a connection's every step, which neither fetch nor
 * undici.request tell. Whatever is wrong with what is sent reaches the handler too.
 */
export function send(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
  agent ??= new Agent({
    connect: { timeout: ABANDONED_CONNECT_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  try {
    agent.dispatch(options, handler)
  } catch (error) {
    if (!(error instanceof Error) || !handler.onResponseError) throw error
    handler.onResponseError(nobody, error)
  }
}
