import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RespReader } from '../../kv-bridge/resp-reader.ts'
import { type Kv, startKv } from '../../kv-bridge/start-kv.ts'

let kv: Kv
beforeAll(async () => {
  kv = await startKv()
})
afterAll(() => kv.stop())

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${kv.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${kv.token}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}
const base64 = { 'upstash-encoding': 'base64' }

describe('the bridge', () => {
  test('answers one command', async () => {
    expect(await post('/', ['SET', 'k', 'grüße 🙂'])).toEqual({ status: 200, body: { result: 'OK' } })
    expect(await post('/', ['GET', 'k'])).toEqual({ status: 200, body: { result: 'grüße 🙂' } })
    expect(await post('/', ['GET', 'none'])).toEqual({ status: 200, body: { result: null } })
    expect(await post('/', ['INCRBY', 'n', 5])).toEqual({ status: 200, body: { result: 5 } })
    expect(await post('/', ['NOPE'])).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/^ERR unknown command/u) },
    })
  })

  test('encodes every string but OK when it is asked to', async () => {
    expect(await post('/', ['SET', 'k', 'OK'], base64)).toEqual({ status: 200, body: { result: 'OK' } })
    expect(await post('/', ['GET', 'k'], base64)).toEqual({ status: 200, body: { result: 'T0s=' } })
    const nested = await post('/', ['EVAL', "return { 'a', { 'ü', 1, false } }", 0], base64)
    expect(nested.body).toEqual({ result: ['YQ==', ['w7w=', 1, null]] })
    expect((await post('/', ['PING'], base64)).body).toEqual({ result: 'UE9ORw==' })
  })

  test('answers a pipeline in its order, faults among the rest', async () => {
    const commands = [['SET', 'p', '1'], ['NOPE'], ['GET', 'p'], ['LPUSH', 'p', 'x']]
    const { status, body } = await post('/pipeline', commands)
    expect(status).toBe(200)
    expect(body).toEqual([
      { result: 'OK' },
      { error: expect.stringContaining('ERR') },
      { result: '1' },
      { error: expect.stringContaining('WRONGTYPE') },
    ])
    expect(await post('/pipeline', [])).toEqual({ status: 200, body: [] })
  })

  test('does a transaction as a whole or not at all', async () => {
    expect(
      (
        await post('/multi-exec', [
          ['SET', 't', '1'],
          ['INCR', 't'],
        ])
      ).body,
    ).toEqual([{ result: 'OK' }, { result: 2 }])
    expect(await post('/multi-exec', [['INCR', 't'], ['NOPE']])).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('EXECABORT') },
    })
    expect((await post('/', ['GET', 't'])).body).toEqual({ result: '2' })
  })

  test.each(['/', '/pipeline', '/multi-exec'])('asks for its token at %s', async (path) => {
    for (const authorization of ['', 'Bearer wrong', kv.token])
      expect(await post(path, [], { authorization })).toEqual({
        status: 401,
        body: { error: 'Unauthorized' },
      })
  })

  test.each(['', '{', '{}', '[]', '[null]', '[["GET","k"]]', '"GET"'])(
    'refuses %j for a command',
    async (body) => {
      expect(await post('/', body)).toEqual({ status: 400, body: { error: 'ERR failed to parse command' } })
    },
  )

  test('mixes no answers up', async () => {
    const ask = async (index: number) => {
      const text = `${index}`.repeat(1 + (index % 50) * 100)
      const [path, body] = index % 2 ? ['/', ['ECHO', text]] : ['/multi-exec', [['ECHO', text]]]
      return JSON.stringify((await post(String(path), body)).body).includes(`"${text}"`)
    }
    const right = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(index)))
    expect(right).not.toContain(false)
  })

  test('carries large values', async () => {
    const text = 'ü🙂 '.repeat(500_000)
    await post('/', ['SET', 'large', text])
    expect((await post('/', ['GET', 'large'])).body.result === text).toBe(true)
  })
})

describe('the reader of redis’s replies', () => {
  const bytes = Buffer.from(
    '+OK\r\n-ERR no\r\n:-42\r\n$8\r\nü🙂\r\n\r\n$-1\r\n*-1\r\n*3\r\n$0\r\n\r\n*1\r\n:1\r\n$2\r\nü\r\n*0\r\n',
  )

  test('gives the same however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        const reader = new RespReader()
        const places = [0, ...cuts.sort((one, two) => one - two), bytes.length]
        const replies = places.flatMap((from, index) =>
          reader.push(bytes.subarray(from, places[index + 1] ?? from)),
        )
        expect(replies).toEqual([
          { status: 'OK' },
          expect.objectContaining({ message: 'ERR no' }),
          -42,
          'ü🙂\r\n',
          null,
          null,
          ['', [1], 'ü'],
          [],
        ])
      }),
    )
  })

  test('refuses what is no reply', () => {
    expect(() => new RespReader().push(Buffer.from('?1\r\n'))).toThrow(/unknown kind/u)
  })
})
