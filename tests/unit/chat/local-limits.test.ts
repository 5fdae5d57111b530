import { beforeEach, describe } from 'vitest'
import { LocalLimits } from '../../../lib/chat/local-limits.ts'
import { describeLimitStore } from '../../contract/store/suite-limits.ts'

let limits: LocalLimits
beforeEach(() => {
  limits = new LocalLimits()
})

describe('the limits in memory do what those of a store do', () =>
  describeLimitStore({
    get limits() {
      return limits
    },
    another: async () => limits,
  }))
