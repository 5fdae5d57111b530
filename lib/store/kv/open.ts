import type { Store } from '../contract.ts'
import { kvApiKeys } from './api-keys.ts'
import { kvChats } from './chats.ts'
import { connectKv } from './connection.ts'
import { kvCounters } from './counters.ts'
import { kvGenerations } from './generations.ts'
import { keys } from './keys.ts'
import { kvLimits } from './limits.ts'
import { kvMessages } from './messages.ts'
import { kvSessions } from './sessions.ts'
import { kvUsage } from './usage.ts'
import { kvUsers } from './users.ts'

/** The store in Vercel KV, over Upstash's REST protocol. Nothing is sent before it is used. */
export function openKvStore(options: { url: string; token: string }): Store {
  const kv = connectKv(options)
  return {
    users: kvUsers(kv),
    sessions: kvSessions(kv),
    apiKeys: kvApiKeys(kv),
    chats: kvChats(kv),
    messages: kvMessages(kv),
    generations: kvGenerations(kv),
    counters: kvCounters(kv),
    usage: kvUsage(kv),
    limits: kvLimits(kv),
    async enter() {
      return false
    },
    async check() {
      await kv.command(['SET', keys.checked, Date.now()], { repeatable: true })
    },
    async close() {
      // Requests stand alone: there is no connection to release.
    },
  }
}
