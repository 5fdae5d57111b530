import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { migrate } from './migrations.ts'

/** How long a statement waits for the lock of another process. */
export const BUSY_TIMEOUT_MS = 5_000
const CACHE_KIB = 16 * 1024
/** A checkpoint waits for the disk; four times SQLite's own measure means a quarter of them, for 16 MB on the disk. */
const CHECKPOINT_PAGES = 4_000
const WAL_KEPT_BYTES = 64 * 1024 * 1024

/**
 * Opens `neptun.db` in a folder and brings it to the newest schema; both are made when missing, for this user alone.
 * @throws when the folder cannot be written or the file is of a newer version.
 */
export function openDatabase(dataDir: string): DatabaseSync {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'neptun.db')
  // SQLite gives the files beside it (-wal, -shm) the mode of this one.
  closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
  try {
    database.exec(`
      PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA journal_size_limit = ${WAL_KEPT_BYTES};
      PRAGMA temp_store = MEMORY;
    `)
    migrate(database)
  } catch (error) {
    database.close()
    throw error
  }
  return database
}
