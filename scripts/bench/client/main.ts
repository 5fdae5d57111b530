import { serveParent } from '../process/child.ts'
import { burst } from './burst.ts'
import { live } from './live.ts'
import { sequence } from './sequence.ts'

/** The load client, a process of its own. */
serveParent({ sequence, burst, live })
