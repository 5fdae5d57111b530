import { startBridge } from './bridge.ts'
import { startRedis } from './redis-server.ts'
import { RedisError, type RedisReply } from './resp-reader.ts'

export type Kv = {
  /** What KV_REST_API_URL and KV_REST_API_TOKEN are to be. */
  url: string
  token: string
  /** The redis-server behind it. */
  redis: { socketPath: string }
  /** Sends a command past the bridge. */
  send(command: readonly string[]): Promise<RedisReply>
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
  async function send(command: readonly string[]): Promise<RedisReply> {
    const [reply = null] = await redis.client.send([command])
    if (reply instanceof RedisError) throw reply
    return reply
  }
  return {
    url: bridge.url,
    token,
    redis: { socketPath: redis.socketPath },
    send,
    async clear() {
      await send(['FLUSHALL'])
    },
    async stop() {
      await bridge.stop()
      await redis.stop()
    },
  }
}
