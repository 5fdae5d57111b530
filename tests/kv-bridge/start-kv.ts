import { startBridge } from './bridge.ts'
import { startRedis } from './redis-server.ts'

export type Kv = {
  /** What KV_REST_API_URL and KV_REST_API_TOKEN are to be. */
  url: string
  token: string
  /** Empties it. */
  clear(): Promise<void>
  stop(): Promise<void>
}

/**
 * A Vercel KV of one's own: a redis-server that keeps nothing, behind the REST bridge.
 * @throws when redis-server is not installed.
 */
export async function startKv(): Promise<Kv> {
  const token = 'kv-token-of-the-tests'
  const redis = await startRedis()
  const bridge = await startBridge({ redis, token })
  return {
    url: bridge.url,
    token,
    clear: redis.clear,
    async stop() {
      await bridge.stop()
      await redis.stop()
    },
  }
}
