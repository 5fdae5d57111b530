import type { Allowances } from '../../lib/chat/limits.ts'
import type { Limits } from '../../lib/domain/limits.ts'

const nothing: Limits = { turnsPerMinute: 0, concurrent: 0, tokensPerDay: 0 }

/** Nobody is limited. */
export const noLimits: Allowances = { user: nothing, key: nothing }
