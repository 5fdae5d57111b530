import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { connectRedis, type RedisClient } from './redis-client.ts'

export type RedisServer = {
  /** The Unix socket that it listens on; it has no port, so none can be taken. */
  socketPath: string
  client: RedisClient
  stop(): Promise<void>
}

const START_MS = 10_000
const RETRY_MS = 20

/**
 * Starts a redis-server of its own that keeps nothing, in a temporary folder; resolves when it answers.
 * @throws when redis-server is not installed or does not come up within 10 s.
 */
export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'neptun-redis-'))
  const socketPath = join(folder, 'redis.sock')
  const memoryOnly = ['--save', '', '--appendonly', 'no', '--dir', folder, '--loglevel', 'warning']
  const server = spawn('redis-server', ['--port', '0', '--unixsocket', socketPath, ...memoryOnly], {
    stdio: 'ignore',
  })
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  const gone = new Promise<Error>((resolve) => {
    server.once('error', (cause) =>
      resolve(new Error('redis-server is needed: install the package redis-server', { cause })),
    )
    server.once('exit', (code) => resolve(new Error(`redis-server ended with code ${code}`)))
  })

  async function connected() {
    for (const deadline = Date.now() + START_MS; ; await wait(RETRY_MS)) {
      try {
        return await connectRedis({ path: socketPath })
      } catch (cause) {
        if (Date.now() > deadline) throw new Error('redis-server does not come up', { cause })
      }
    }
  }
  const client = await Promise.race([connected(), gone.then((error) => Promise.reject(error))])

  return {
    socketPath,
    client,
    async stop() {
      process.off('exit', kill)
      client.close()
      if (server.exitCode === null) {
        const ended = once(server, 'exit')
        server.kill('SIGTERM')
        await ended
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}
