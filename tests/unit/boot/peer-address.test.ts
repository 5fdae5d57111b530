import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordPeerAddresses } from '../../../lib/boot/peer-address.ts'

const server = createServer((incoming, response) => response.end(String(incoming.headers['x-forwarded-for'])))

beforeAll(async () => {
  recordPeerAddresses()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

function forwardedFor(headers: Record<string, string | string[]>): Promise<string> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.once('end', () => resolve(body))
    })
      .once('error', reject)
      .end()
  })
}

test.each([
  [{}, '127.0.0.1'],
  [{ 'x-forwarded-for': '8.8.8.8' }, '8.8.8.8, 127.0.0.1'],
  [{ 'X-Forwarded-For': ['8.8.8.8', '1.1.1.1'] }, '8.8.8.8, 1.1.1.1, 127.0.0.1'],
])('every request names its peer last, whatever it says: %j', async (headers, expected) => {
  expect(await forwardedFor(headers)).toBe(expected)
})
