import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nextFreePort, originOf, whyNotListen } from '../../scripts/serve/address.ts'

describe('where the server listens', () => {
  const host = '127.0.0.1'
  let other: Server
  let port: number
  beforeEach(async () => {
    other = createServer()
    await new Promise<void>((resolve) => other.listen({ host, port: 0 }, resolve))
    const address = other.address()
    if (typeof address !== 'object' || address === null) throw new Error('The other program does not listen')
    port = address.port
  })
  afterEach(() => new Promise((resolve) => other.close(resolve)))

  test('a free port has no fault', async () => {
    expect(await whyNotListen({ host, port: 0 })).toBeNull()
  })

  test('a taken port is told with what to do, and the next free one is found', async () => {
    expect(await whyNotListen({ host, port })).toBe(
      `PORT ${port} is in use by another program: end that one, or set PORT to another number`,
    )
    expect(await nextFreePort({ host, port })).toBeGreaterThan(port)
    expect(await nextFreePort({ host, port }, 1)).toBeNull()
  })

  test('an address that is not of this machine is told', async () => {
    expect(await whyNotListen({ host: '192.0.2.1', port: 0 })).toMatch(
      /^HOST 192\.0\.2\.1 is no address of this machine/u,
    )
  })

  test.each([
    ['127.0.0.1', 'http://127.0.0.1:3000'],
    ['0.0.0.0', 'http://localhost:3000'],
    ['::', 'http://localhost:3000'],
    ['::1', 'http://[::1]:3000'],
    ['neptun.example', 'http://neptun.example:3000'],
  ])('%s is reached at %s', (at, origin) => {
    expect(originOf({ host: at, port: 3000 })).toBe(origin)
  })
})
