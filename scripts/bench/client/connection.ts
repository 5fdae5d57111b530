import { connect, type Socket } from 'node:net'

/** Where a request goes and what it says; the same bytes every time. */
export type WireRequest = { host: string; port: number; bytes: Buffer }

/** How a response ended. `firstMs`: from sending to the first byte of the awaited text, if one was awaited. */
export type Exchanged = { ms: number; firstMs: number | null; bytes: number }

const END = '\r\n0\r\n\r\n'
const ENDS_WITHIN_MS = 120_000

/**
 * One kept-alive connection, as cheap as can be: bytes are only looked at for the status, an awaited text and the end
 * of the last chunk, which nothing inside an event stream looks like, since our streams hold no CR.
 */
export class Connection {
  readonly #host: string
  readonly #port: number
  #socket: Socket | null = null
  #onData: ((data: Buffer) => void) | null = null
  #onClose: ((error: Error) => void) | null = null

  private constructor(host: string, port: number) {
    this.#host = host
    this.#port = port
  }

  static async open(host: string, port: number): Promise<Connection> {
    const connection = new Connection(host, port)
    await connection.#opened()
    return connection
  }

  /** The socket; a server closes one that was idle for some seconds, and then it is opened anew. */
  #opened(): Promise<Socket> {
    if (this.#socket) return Promise.resolve(this.#socket)
    return new Promise((resolve, reject) => {
      const socket = connect({ host: this.#host, port: this.#port, noDelay: true })
      socket.once('connect', () => {
        this.#socket = socket
        resolve(socket)
      })
      socket.on('data', (data) => this.#onData?.(data))
      const closed = (error: Error) => {
        if (this.#socket === socket) this.#socket = null
        reject(error)
        this.#onClose?.(error)
      }
      socket.on('error', closed)
      socket.on('close', () => closed(new Error('The connection was closed')))
    })
  }

  close(): void {
    this.#onClose = null
    this.#socket?.destroy()
  }

  /**
   * Sends a request and waits for the end of its response; `onData` sees all of its bytes.
   * @throws when it is not a 200 or the connection ends before it does.
   */
  async exchange(
    request: Buffer,
    options: { awaited?: string; onData?: (data: Buffer) => void } = {},
  ): Promise<Exchanged> {
    const { awaited, onData } = options
    const socket = await this.#opened()
    return new Promise((resolve, reject) => {
      const startedMs = performance.now()
      let firstMs: number | null = null
      let bytes = 0
      let tail = ''
      let seen = ''
      const late = setTimeout(() => socket.destroy(new Error('No end of a reply in time')), ENDS_WITHIN_MS)
      const settle = (error: Error | null) => {
        clearTimeout(late)
        this.#onData = null
        this.#onClose = null
        if (error) reject(error)
        else resolve({ ms: performance.now() - startedMs, firstMs, bytes })
      }
      this.#onClose = settle
      this.#onData = (data) => {
        if (bytes === 0 && data.toString('latin1', 9, 12) !== '200')
          return settle(new Error(`Answered with ${data.toString('latin1', 0, 2000)}`))
        bytes += data.length
        if (awaited !== undefined && firstMs === null) {
          seen += data.toString('latin1')
          if (seen.includes(awaited)) firstMs = performance.now() - startedMs
        }
        onData?.(data)
        tail = (tail + data.toString('latin1', Math.max(0, data.length - END.length))).slice(-END.length)
        if (tail === END) settle(null)
      }
      socket.write(request)
    })
  }
}
