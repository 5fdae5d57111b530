import { startUpstream, upstreamEnvironment } from '../upstream/index.ts'
import { type App, startApp } from './app.ts'

/** A demo upstream and the application in front of it. */
export type DemoStack = {
  readonly app: App
  readonly upstream: Awaited<ReturnType<typeof startUpstream>>
  /** Ends both and clears the data away. */
  stop(): Promise<void>
}

/** Starts a demo upstream and the application in front of it; `env` is laid over the upstream's own variables. */
export async function startDemoStack(options: Parameters<typeof startApp>[0] = {}): Promise<DemoStack> {
  const upstream = await startUpstream({ delayMs: 0 })
  const stopUpstream = () => upstream.stop()
  try {
    const app = await startApp({
      ...options,
      env: { ...upstreamEnvironment(upstream.origin), ...options.env },
    })
    return {
      app,
      upstream,
      stop: async () => {
        await app.stop()
        await stopUpstream()
      },
    }
  } catch (error) {
    await stopUpstream()
    throw error
  }
}
