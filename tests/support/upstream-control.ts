import type { LoggedRequest } from '../upstream/request-log.ts'
import { sharedStack } from './shared-stack.ts'

/** All requests for a reply that the shared demo upstream got and whose question holds `mark`. */
export async function upstreamTurns(mark: string): Promise<LoggedRequest[]> {
  const response = await fetch(`${sharedStack().upstreamOrigin}/__control/requests`)
  const { requests } = (await response.json()) as { requests: LoggedRequest[] }
  return requests.filter(
    (request) => request.method === 'POST' && JSON.stringify(request.body).includes(mark),
  )
}

let marks = 0

/** A word that no other test says. */
export const freshMark = (): string => {
  marks += 1
  return `mark-${process.pid}-${Date.now().toString(36)}-${marks}`
}
