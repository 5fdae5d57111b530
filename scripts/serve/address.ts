import { createServer } from 'node:net'

/** Where a server listens. Port 0 stands for any free one. */
export type Address = { host: string; port: number }

type Listening = { port: number } | { code: string }

function tryToListen({ host, port }: Address): Promise<Listening> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) =>
      resolve({ code: ('code' in error && String(error.code)) || error.message }),
    )
    server.listen({ host, port }, () => {
      const address = server.address()
      const taken = typeof address === 'object' && address !== null ? address.port : port
      server.close(() => resolve({ port: taken }))
    })
  })
}

const reasons: Record<string, (address: Address) => string> = {
  EADDRINUSE: ({ port }) =>
    `PORT ${port} is in use by another program: end that one, or set PORT to another number`,
  EACCES: ({ port }) => `PORT ${port} may not be used by this user: set PORT to a number above 1023`,
  EADDRNOTAVAIL: ({ host }) =>
    `HOST ${host} is no address of this machine: 127.0.0.1 is this machine alone, 0.0.0.0 all`,
  ENOTFOUND: ({ host }) => `HOST ${host} is unknown: 127.0.0.1 is this machine alone, 0.0.0.0 all`,
}

/** null when one can listen there, else one line that says what to change. */
export async function whyNotListen(address: Address): Promise<string | null> {
  const result = await tryToListen(address)
  if ('port' in result) return null
  const reason = reasons[result.code]
  return reason
    ? reason(address)
    : `HOST ${address.host}, PORT ${address.port} cannot be listened on: ${result.code}`
}

/** The first port from `address.port` on that is free, looking at up to `attempts` of them. null when none is. */
export async function nextFreePort(address: Address, attempts = 100): Promise<number | null> {
  for (let port = address.port; port < address.port + attempts && port <= 65_535; port++) {
    if ('port' in (await tryToListen({ ...address, port }))) return port
  }
  return null
}

/** The origin under which a browser on this machine reaches a server that listens there. */
export function originOf({ host, port }: Address): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
