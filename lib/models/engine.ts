import 'server-only'
import { processWide } from '../process-wide.ts'
import { RouteHealth } from './health.ts'
import { providers } from './providers/index.ts'
import { type RouterInput, type RouterPart, routeReply } from './router.ts'
import { openStream } from './upstream/open.ts'

/** The circuits of this process. */
export const routeHealth = processWide('route-health', () => new RouteHealth())

/** The router on the real providers. */
export function reply(input: RouterInput): AsyncGenerator<RouterPart> {
  return routeReply(input, { providers, health: routeHealth, open: openStream })
}
