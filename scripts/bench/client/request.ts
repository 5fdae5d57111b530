/** Who is asked, with everything that does not change from request to request. */
export type Target = {
  name: string
  origin: string
  /** One path per caller; the callers of a target share them in turn. */
  paths: readonly string[]
  headers: Readonly<Record<string, string>>
  /** What stands around the question: `{"messages":[…]}` with `%` where it goes. */
  body: string
}

/** The bytes of a request that asks `question`. */
export function requestBytes(target: Target, caller: number, question: string): Buffer {
  const { host } = new URL(target.origin)
  const path = target.paths[caller % target.paths.length] ?? '/'
  const body = target.body.replace('%', question)
  const headers = Object.entries({ 'content-type': 'application/json', ...target.headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** Where the sockets of a target go. */
export function addressOf({ origin }: Target): { host: string; port: number } {
  const { hostname, port } = new URL(origin)
  return { host: hostname, port: Number(port) }
}
