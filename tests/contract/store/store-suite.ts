import { describe } from 'vitest'
import type { OpenStore } from './fixture.ts'
import { describeAccounts } from './suite-accounts.ts'
import { describeAgain } from './suite-again.ts'
import { describeApiKeys } from './suite-api-keys.ts'
import { describeBegin } from './suite-begin.ts'
import { describeChats } from './suite-chats.ts'
import { describeEnding } from './suite-ending.ts'
import { describeLimits } from './suite-limits.ts'
import { describeLog } from './suite-log.ts'
import { describeMessages } from './suite-messages.ts'
import { describeOwnership } from './suite-ownership.ts'
import { describeReap } from './suite-reap.ts'
import { describeRunning } from './suite-running.ts'
import { describeSearch } from './suite-search.ts'
import { describeTrash } from './suite-trash.ts'
import { describeUsage } from './suite-usage.ts'

/** Everything that lib/store/contract.ts says, asked of one store; `open` gives one with nothing in it. */
export function describeStore(name: string, open: OpenStore): void {
  const suites = [
    describeAccounts,
    describeApiKeys,
    describeLimits,
    describeChats,
    describeTrash,
    describeSearch,
    describeMessages,
    describeBegin,
    describeAgain,
    describeLog,
    describeEnding,
    describeRunning,
    describeReap,
    describeOwnership,
    describeUsage,
  ]
  for (const suite of suites) describe(`the store in ${name}`, () => suite(open))
}
