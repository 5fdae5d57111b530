import type { DatabaseSync } from 'node:sqlite'

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
    // A full disk makes SQLite roll back by itself.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
