import { errors } from 'undici'
import type { UpstreamErrorCode } from '../../domain/errors.ts'

/** What a broken connection was: its code, and whether one more try at once is worth it. */
export type NetworkFault = { code: UpstreamErrorCode; reset: boolean }

/** The other side refused, reset or closed the connection. UND_ERR_SOCKET: "other side closed". */
const resets: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])
const timeouts: ReadonlySet<string> = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'])

/** Classifies an error of undici or the system; whatever is not known here is `upstream_unavailable`. */
export function networkFaultOf(error: Error): NetworkFault {
  // What came is no HTTP.
  if (error instanceof errors.HTTPParserError) return { code: 'upstream_malformed', reset: false }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (timeouts.has(code)) return { code: 'upstream_timeout', reset: false }
  return { code: 'upstream_unavailable', reset: resets.has(code) }
}
