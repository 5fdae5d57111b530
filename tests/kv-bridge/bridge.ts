import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { connectRedis, type RedisClient } from './redis-client.ts'
import { RedisError, type RedisReply } from './resp-reader.ts'

export type Bridge = {
  /** What KV_REST_API_URL is to be. */
  url: string
  stop(): Promise<void>
}

type Answer = { status: number; body: unknown }

const command = z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)).min(1)
const commands = z.array(command)

/** Upstash encodes every string but a bare OK, since redis strings need not be text. */
function encoded(reply: RedisReply, base64: boolean): unknown {
  if (reply === null || typeof reply === 'number') return reply
  if (typeof reply === 'string') return base64 ? Buffer.from(reply).toString('base64') : reply
  if (Array.isArray(reply)) return reply.map((item) => encoded(item, base64))
  if (reply instanceof RedisError) return reply.message
  return reply.status === 'OK' ? 'OK' : encoded(reply.status, base64)
}

const asResult = (base64: boolean) => (reply: RedisReply) =>
  reply instanceof RedisError ? { error: reply.message } : { result: encoded(reply, base64) }

async function answerOne(redis: RedisClient, body: unknown, base64: boolean): Promise<Answer> {
  const [reply = null] = await redis.send([command.parse(body)])
  return { status: reply instanceof RedisError ? 400 : 200, body: asResult(base64)(reply) }
}

async function answerPipeline(redis: RedisClient, body: unknown, base64: boolean): Promise<Answer> {
  const replies = await redis.send(commands.parse(body))
  return { status: 200, body: replies.map(asResult(base64)) }
}

async function answerTransaction(redis: RedisClient, body: unknown, base64: boolean): Promise<Answer> {
  const replies = await redis.send([['MULTI'], ...commands.parse(body), ['EXEC']])
  const done = replies.at(-1)
  if (!Array.isArray(done)) return { status: 400, body: asResult(base64)(done ?? null) }
  return { status: 200, body: done.map(asResult(base64)) }
}

const routes: Record<string, typeof answerOne> = {
  '/': answerOne,
  '/pipeline': answerPipeline,
  '/multi-exec': answerTransaction,
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return JSON.parse(Buffer.concat(pieces).toString('utf8'))
}

async function answer(redis: RedisClient, token: string, request: IncomingMessage): Promise<Answer> {
  if (request.headers.authorization !== `Bearer ${token}`)
    return { status: 401, body: { error: 'Unauthorized' } }
  const route = routes[request.url ?? '/']
  if (!route || request.method !== 'POST') return { status: 404, body: { error: 'ERR unknown route' } }
  try {
    return await route(redis, await readJson(request), request.headers['upstash-encoding'] === 'base64')
  } catch (error) {
    const faulty = error instanceof SyntaxError || error instanceof z.ZodError
    if (faulty) return { status: 400, body: { error: 'ERR failed to parse command' } }
    return { status: 500, body: { error: `ERR ${error instanceof Error ? error.message : 'unknown'}` } }
  }
}

/**
 * Serves a redis-server over Upstash's REST protocol (providers.md D2) on loopback: what Vercel KV is in production,
 * as far as `@vercel/kv` needs it. `redis` is a Unix socket or a port; `port` 0 or absent takes a free one.
 */
export async function startBridge(options: {
  redis: { socketPath: string } | { port: number }
  token: string
  port?: number
}): Promise<Bridge> {
  const { redis: at, token, port = 0 } = options
  const redis = await connectRedis('socketPath' in at ? { path: at.socketPath } : { port: at.port })
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await answer(redis, token, request)
    const text = JSON.stringify(body)
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    })
    response.end(text)
  }
  const server = createServer((request, response) => void respond(request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  // The address of a server that listens on TCP is never a string.
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      redis.close()
    },
  }
}
