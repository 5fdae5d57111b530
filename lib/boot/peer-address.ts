import { subscribe } from 'node:diagnostics_channel'
import { IncomingMessage } from 'node:http'

/**
 * Writes the address of the connection behind X-Forwarded-For in every request of this process, as a proxy would. Next
 * only does so where the header is absent, so that a route could not tell what a caller says from where it is
 * (lib/session/client-address.ts reads it). Node publishes each request to this channel before any listener sees it.
 */
export function recordPeerAddresses(): void {
  subscribe('http.server.request.start', (message) => {
    if (typeof message !== 'object' || message === null || !('request' in message)) return
    const { request } = message
    if (!(request instanceof IncomingMessage) || request.socket.remoteAddress === undefined) return
    const passedOn = request.headers['x-forwarded-for']
    request.headers['x-forwarded-for'] = [passedOn, request.socket.remoteAddress].filter(Boolean).join(', ')
  })
}
