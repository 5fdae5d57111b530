import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** How long another process may take to look whether it is alone. */
const BUSY_TIMEOUT_MS = 5_000
/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5

const isBusy = (error: unknown) =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY

export type Presence = {
  /** Makes this process present, and tells whether it is the only one. */
  enter(): boolean
  leave(): void
}

/**
 * Which processes work on a data folder: each holds a shared lock on `neptun.lock` as long as it lives, and the system
 * takes it away however it ends, which no record of process ids can promise. The file is a database without content,
 * since of all locks that a system has Node only reaches SQLite's.
 */
export function sqlitePresence(dataDir: string): Presence {
  let held: DatabaseSync | null = null

  function isAlone(lock: DatabaseSync): boolean {
    try {
      lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
    } catch (error) {
      if (isBusy(error)) return false
      throw error
    }
    lock.exec('ROLLBACK')
    return true
  }

  return {
    enter() {
      const path = join(dataDir, 'neptun.lock')
      closeSync(openSync(path, 'a', 0o600))
      held ??= new DatabaseSync(path)
      const alone = isAlone(held)
      // A transaction that has read keeps its shared lock until it ends.
      held.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; BEGIN; SELECT 1 FROM sqlite_schema`)
      return alone
    },
    leave() {
      held?.close()
      held = null
    },
  }
}
