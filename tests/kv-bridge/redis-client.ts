import { connect, type NetConnectOpts } from 'node:net'
import { type RedisReply, RespReader } from './resp-reader.ts'

export type RedisClient = {
  /**
   * Sends commands in one piece, so that none of another caller's comes between them, and gives their replies.
   * @throws when the connection is lost before all replies are there.
   */
  send(commands: readonly (readonly string[])[]): Promise<RedisReply[]>
  close(): void
}

type Waiting = {
  missing: number
  replies: RedisReply[]
  resolve(replies: RedisReply[]): void
  reject(cause: Error): void
}

/** A command in RESP: an array of strings, each with its length in bytes. */
function encode(command: readonly string[]): string {
  const words = command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return `*${command.length}\r\n${words.join('')}`
}

/** Connects to a redis-server; resolves when connected. */
export async function connectRedis(address: NetConnectOpts): Promise<RedisClient> {
  const socket = connect(address)
  const reader = new RespReader()
  const queue: Waiting[] = []
  let failure: Error | undefined

  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  socket.setNoDelay(true)
  socket.on('error', (error) => {
    failure = error
  })
  socket.on('close', () => {
    failure ??= new Error('redis closed the connection')
    for (const waiting of queue.splice(0)) waiting.reject(failure)
  })
  socket.on('data', (piece) => {
    for (const reply of reader.push(typeof piece === 'string' ? Buffer.from(piece) : piece)) {
      const first = queue[0]
      if (!first) throw new Error('redis sent a reply that nobody waits for')
      first.replies.push(reply)
      if (--first.missing > 0) continue
      queue.shift()
      first.resolve(first.replies)
    }
  })

  return {
    send(commands) {
      if (failure) return Promise.reject(failure)
      if (commands.length === 0) return Promise.resolve([])
      return new Promise((resolve, reject) => {
        queue.push({ missing: commands.length, replies: [], resolve, reject })
        socket.write(commands.map(encode).join(''))
      })
    },
    close: () => socket.end(),
  }
}
