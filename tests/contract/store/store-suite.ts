import { describe } from 'vitest'
import type { OpenStore } from './fixture.ts'
import { describeAccounts } from './suite-accounts.ts'
import { describeBegin } from './suite-begin.ts'
import { describeChats } from './suite-chats.ts'
import { describeGenerations } from './suite-generations.ts'
import { describeMessages } from './suite-messages.ts'
import { describeOwnership } from './suite-ownership.ts'
import { describeSearch } from './suite-search.ts'

/** Everything that lib/store/contract.ts says, asked of one store; `open` gives one with nothing in it. */
export function describeStore(name: string, open: OpenStore): void {
  const suites = [
    describeAccounts,
    describeChats,
    describeSearch,
    describeMessages,
    describeBegin,
    describeGenerations,
    describeOwnership,
  ]
  for (const suite of suites) describe(`the store in ${name}`, () => suite(open))
}
