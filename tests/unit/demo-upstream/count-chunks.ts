import { connect } from 'node:net'
import type { ProviderName } from '../../upstream/models.ts'
import { places } from './ask.ts'

function whole(origin: string, request: string): Promise<Buffer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const received: Buffer[] = []
    const socket = connect(Number(port), hostname, () => socket.write(request))
    socket.on('data', (bytes: Buffer) => received.push(bytes))
    socket.on('end', () => resolve(Buffer.concat(received)))
    socket.on('error', reject)
  })
}

/** How many HTTP chunks and bytes a reply comes in, as they stand on the wire: `fetch` may join what arrives together. */
export async function countChunks(
  origin: string,
  provider: ProviderName,
  prompt: string,
): Promise<{ chunks: number; bytes: number }> {
  const { path, model, key } = places[provider]
  const body = JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: prompt }] })
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: demo',
    'Connection: close',
    `Authorization: Bearer ${key}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  const response = await whole(origin, `${head.join('\r\n')}\r\n\r\n${body}`)
  let at = response.indexOf('\r\n\r\n') + 4
  const count = { chunks: 0, bytes: 0 }
  while (true) {
    const lineEnd = response.indexOf('\r\n', at)
    const length = Number.parseInt(response.toString('latin1', at, lineEnd), 16)
    if (!(length > 0)) return count
    count.chunks += 1
    count.bytes += length
    at = lineEnd + 2 + length + 2
  }
}
