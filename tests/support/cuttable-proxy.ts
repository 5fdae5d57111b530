import { connect, createServer, type Socket } from 'node:net'

/** A wire between a browser and a server that can be pulled out and put back. */
export type CuttableProxy = {
  readonly origin: string
  /** Breaks every connection and takes no new one. */
  cut(): void
  /** Takes connections again. */
  restore(): void
  close(): Promise<void>
}

/** Listens on a free port of this machine and hands every byte on to `target`. */
export async function startCuttableProxy(target: string): Promise<CuttableProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isCut = false
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // The other side of a broken pair errors; that is what the proxy is for.
    socket.on('error', () => undefined)
  }
  const server = createServer((client) => {
    if (isCut) return client.destroy()
    const upstream = connect({ host: hostname, port: Number(port) })
    keep(client)
    keep(upstream)
    client.pipe(upstream).pipe(client)
    client.once('close', () => upstream.destroy())
    upstream.once('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    origin: `http://127.0.0.1:${address.port}`,
    cut: () => {
      isCut = true
      breakAll()
    },
    restore: () => {
      isCut = false
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        breakAll()
      }),
  }
}
