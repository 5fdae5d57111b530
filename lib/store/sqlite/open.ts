import type { Store } from '../contract.ts'
import { sqliteApiKeys } from './api-keys.ts'
import { sqliteChats } from './chats.ts'
import { sqliteCounters } from './counters.ts'
import { openDatabase } from './database.ts'
import { sqliteGenerations } from './generations.ts'
import { startLateIndex } from './late-index.ts'
import { sqliteLimits } from './limits.ts'
import { sqliteMessages } from './messages.ts'
import { sqlitePresence } from './presence.ts'
import { sqliteSearchIndex } from './search-index.ts'
import { sqliteSessions } from './sessions.ts'
import { runWaiting } from './transaction.ts'
import { sqliteUsage } from './usage.ts'
import { sqliteUsers } from './users.ts'

/**
 * The embedded store, in `dataDir/neptun.db`; folder and file are made when missing. Several processes may open one.
 * @throws when the folder cannot be written or the file was written by a newer version.
 */
export function openSqliteStore(dataDir: string): Store {
  const database = openDatabase(dataDir)
  let open = true
  const index = sqliteSearchIndex(database, () => late.wake())
  const late = startLateIndex(database, index)
  const { put: putUsage, ...usage } = sqliteUsage(database)
  const presence = sqlitePresence(dataDir)
  const check = database.prepare('INSERT OR REPLACE INTO checks (id, at) VALUES (1, ?)')
  return {
    users: sqliteUsers(database),
    sessions: sqliteSessions(database),
    apiKeys: sqliteApiKeys(database),
    chats: sqliteChats(database, index),
    messages: sqliteMessages(database),
    generations: sqliteGenerations(database, index, putUsage),
    counters: sqliteCounters(database),
    usage,
    limits: sqliteLimits(database),
    async enter() {
      return presence.enter()
    },
    async check() {
      check.run(Date.now())
    },
    async close() {
      presence.leave()
      if (open) {
        late.stop()
        runWaiting(database)
        database.close()
      }
      open = false
    },
  }
}
