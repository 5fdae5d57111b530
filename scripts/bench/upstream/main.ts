import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { serveParent } from '../process/child.ts'
import { closing, framesAtOnce, opening, orderIn, pacedToken, tokenFrame } from './frames.ts'
import { Pacer } from './pacer.ts'

/*
 * The benchmark's upstream, a process of its own: OpenAI's chat completions with as little work per token as can be, so
 * that what is measured is what stands in front of it.
 */

const pacers = new Map<number, Pacer>()
function pacerOf(gapMs: number): Pacer {
  let pacer = pacers.get(gapMs)
  if (!pacer) {
    pacer = new Pacer(gapMs)
    pacers.set(gapMs, pacer)
  }
  return pacer
}

function answer(response: ServerResponse, body: string): void {
  const { tokens, gapMs, stream } = orderIn(body)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (gapMs === 0) {
    response.end(framesAtOnce(tokens))
    return
  }
  response.write(opening)
  let sent = 0
  pacerOf(gapMs).add(() => {
    if (response.destroyed) return false
    response.write(tokenFrame(pacedToken(stream, sent)))
    sent += 1
    if (sent === tokens) response.end(closing(tokens))
    return sent < tokens
  })
}

const server = createServer((request: IncomingMessage, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => {
    body += chunk
  })
  request.on('end', () => answer(response, body))
})
server.keepAliveTimeout = 60_000

serveParent({
  listen: () =>
    new Promise<string>((resolve) => {
      server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
        const address = server.address()
        resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
      })
    }),
})
