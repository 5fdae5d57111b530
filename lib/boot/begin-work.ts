import 'server-only'
import { sweepDeadReplies, watchForShutdown } from '../chat/lifecycle.ts'
import { probeProviders } from '../models/list.ts'
import { store } from '../store/index.ts'

/** What a server does of its own when it starts: all of it behind the first requests, none of it can fail the start. */
export function beginWork(): void {
  watchForShutdown()
  void sweepDeadReplies(store())
  void probeProviders()
}
