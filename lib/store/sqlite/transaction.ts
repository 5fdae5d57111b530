import type { DatabaseSync } from 'node:sqlite'

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // After some faults, a full disk among them, SQLite has rolled back by itself; the fault is thrown all the same.
  }
}

/**
 * Runs all of `work` or nothing of it. The write lock is taken at the beginning: a transaction that reads first
 * and writes later would fail, not wait, when another process wrote in between.
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    rollBack(database)
    throw error
  }
}
