import { createServer, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connectKv, KvError } from '../../../lib/store/kv/connection.ts'
import { defineScript } from '../../../lib/store/kv/script.ts'
import { startBridge } from '../../kv-bridge/bridge.ts'
import { type Kv, startKv } from '../../kv-bridge/start-kv.ts'

let kv: Kv
beforeAll(async () => {
  kv = await startKv()
})
afterAll(() => kv.stop())

const count = (repeatable: boolean) =>
  defineScript({
    keys: ['counter'],
    args: ['by'],
    repeatable,
    lua: `return redis.call('INCRBY', counter, by)`,
  })

/** Stands before the bridge and loses the first answers: what was asked was done, but nobody hears of it. */
async function losingAnswers(lost: number): Promise<{ url: string; server: Server }> {
  let seen = 0
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const { authorization = '' } = request.headers
    const options = { method: 'POST', headers: { authorization }, body: Buffer.concat(pieces) }
    const answer = await fetch(kv.url, options)
    const body = await answer.text()
    seen += 1
    if (seen <= lost) request.socket.destroy()
    else response.writeHead(answer.status).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, server }
}

describe('the connection to Vercel KV', () => {
  let server: Server | undefined
  afterEach(async () => {
    server?.closeAllConnections()
    server?.close()
    await kv.clear()
  })
  const value = () => kv.send(['GET', 'n'])

  async function lossy(lost: number) {
    const started = await losingAnswers(lost)
    server = started.server
    return connectKv({ url: started.url, token: kv.token })
  }

  test('repeats what may be repeated when an answer is lost', async () => {
    const connection = await lossy(1)
    expect(await connection.run(count(true), { counter: 'n' }, { by: 1 })).toBe(1)
    expect(await value()).toBe('1')
    const again = await lossy(2)
    expect(await again.command(['SET', 'n', 'x'], { repeatable: true })).toBe('OK')
  })

  test('does not repeat what must be done once', async () => {
    await connectKv(kv).run(count(false), { counter: 'n' }, { by: 1 })
    const connection = await lossy(1)
    await expect(connection.run(count(false), { counter: 'n' }, { by: 1 })).rejects.toThrow(KvError)
    expect(await value()).toBe('2')
  })

  test('gives up after three tries', async () => {
    const connection = await lossy(99)
    await expect(connection.command(['INCR', 'n'], { repeatable: true })).rejects.toThrow(
      /cannot be reached/u,
    )
    expect(await value()).toBe('3')
  })

  test('tries again where nothing was sent', async () => {
    const bridge = await startBridge({ redis: kv.redis, token: kv.token })
    const connection = connectKv({ url: bridge.url, token: kv.token })
    await bridge.stop()
    const answer = connection.command(['INCR', 'n'], { repeatable: false })
    const port = Number(new URL(bridge.url).port)
    const back = await startBridge({ redis: kv.redis, token: kv.token, port })
    expect(await answer).toBe(1)
    await back.stop()
  })

  test('knows its scripts when redis has forgotten them', async () => {
    const connection = connectKv(kv)
    for (const expected of [1, 2]) {
      await kv.send(['SCRIPT', 'FLUSH'])
      expect(await connection.run(count(false), { counter: 'n' }, { by: 1 })).toBe(expected)
    }
    expect(await connection.run(count(false), { counter: 'n' }, { by: 1 })).toBe(3)
  })

  test('never quotes in an error what was sent', async () => {
    const secret = 'a person’s words'
    const wrongToken = connectKv({ url: kv.url, token: 'wrong' })
    const failing = [
      connectKv(kv).command(['SET', 'n', secret, 'NONSENSE'], { repeatable: true }),
      connectKv(kv).run(count(true), { counter: 'n' }, { by: secret }),
      wrongToken.command(['SET', 'n', secret], { repeatable: true }),
    ]
    for (const outcome of await Promise.allSettled(failing)) {
      const error: unknown = outcome.status === 'rejected' ? outcome.reason : undefined
      if (!(error instanceof KvError)) throw new Error('it did not fail', { cause: outcome })
      expect(`${error.stack}${error.message}`).not.toContain(secret)
      expect(error.cause).toBeUndefined()
    }
  })
})
