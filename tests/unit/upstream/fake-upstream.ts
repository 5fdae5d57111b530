import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { eventually } from './eventually.ts'

/** What an upstream was sent. */
export type SentRequest = {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: Record<string, unknown>
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** A small HTTP server on loopback that answers every request as `answer` says and remembers what it was sent. */
export class FakeUpstream {
  readonly requests: SentRequest[] = []
  readonly sockets = new Set<Socket>()
  answer: Answer = (response) => response.end()
  readonly #server = createServer((request, response) => this.#receive(request, response))

  async start(): Promise<this> {
    this.#server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
      socket.on('error', () => undefined)
    })
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get last(): SentRequest {
    const last = this.requests.at(-1)
    if (!last) throw new Error('nothing was sent')
    return last
  }

  /** Ends connections that an earlier test left to be used again, and forgets what was sent. */
  async afresh(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await eventually('all connections closed', () => this.sockets.size === 0)
    this.requests.length = 0
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const text = Buffer.concat(parts).toString()
      const { method = '', url = '', headers } = request
      this.requests.push({ method, url, headers, body: text === '' ? {} : JSON.parse(text) })
      this.answer(response, request)
    })
  }
}

/** Points every provider at one origin, each at a path of its own. Must run before the environment is first read. */
export function pointProvidersAt(origin: string): void {
  Object.assign(process.env, {
    HF_TOKEN: 'hf-secret',
    HUGGINGFACE_BASE_URL: `${origin}/hf/v1`,
    CLOUDFLARE_API_TOKEN: 'cf-secret',
    CLOUDFLARE_BASE_URL: `${origin}/cf/client/v4/accounts/acct/ai/v1/`,
    OPENROUTER_API_KEY: 'or-secret',
    OPENROUTER_BASE_URL: `${origin}/or/api/v1`,
    OLLAMA_BASE_URL: `${origin}/ollama`,
    OLLAMA_API_KEY: 'ollama-secret',
  })
}
