import type { Operation } from '../operation.ts'
import { account } from './account.ts'
import { chats } from './chats.ts'
import { keys } from './keys.ts'
import { openai } from './openai.ts'
import { service } from './service.ts'
import { turns } from './turns.ts'
import { usage } from './usage.ts'

/** Every method of every route under /api. */
export const operations: readonly Operation[] = [
  ...turns,
  ...openai,
  ...chats,
  ...usage,
  ...keys,
  ...account,
  ...service,
]
