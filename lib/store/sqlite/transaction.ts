import type { DatabaseSync } from 'node:sqlite'

type Waiting = { work: () => unknown; resolve: (result: unknown) => void; reject: (error: unknown) => void }

const waitingFor = new WeakMap<DatabaseSync, Waiting[]>()

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // After some faults, a full disk among them, SQLite has rolled back by itself; the fault is thrown all the same.
  }
}

/**
 * Runs all of `work` or nothing of it, at once. The write lock is taken at the beginning: a transaction that reads first
 * and writes later would fail, not wait, when another process wrote in between.
 */
export function atOnce<T>(database: DatabaseSync, work: () => T): T {
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

/** What became of a transaction; `not-begun` when the write lock could not be had, so that no work was done at all. */
type Outcome<T> = { kind: 'done'; result: T } | { kind: 'failed' | 'not-begun'; error: unknown }

function attempt<T>(database: DatabaseSync, work: () => T): Outcome<T> {
  let begun = false
  try {
    const result = atOnce(database, () => {
      begun = true
      return work()
    })
    return { kind: 'done', result }
  } catch (error) {
    return { kind: begun ? 'failed' : 'not-begun', error }
  }
}

function rejectAll(waiting: readonly Waiting[], error: unknown): void {
  for (const { reject } of waiting) reject(error)
}

function runOneByOne(database: DatabaseSync, waiting: readonly Waiting[]): void {
  for (const [index, { work, resolve, reject }] of waiting.entries()) {
    const outcome = attempt(database, work)
    if (outcome.kind === 'not-begun') {
      rejectAll(waiting.slice(index), outcome.error)
      return
    }
    if (outcome.kind === 'done') resolve(outcome.result)
    else reject(outcome.error)
  }
}

/** Runs what waits for its transaction now, which otherwise happens in the same turn of the event loop. */
export function runWaiting(database: DatabaseSync): void {
  const waiting = waitingFor.get(database) ?? []
  waitingFor.delete(database)
  if (waiting.length < 2) {
    runOneByOne(database, waiting)
    return
  }
  const outcome = attempt(database, () => waiting.map(({ work }) => work()))
  if (outcome.kind === 'done')
    for (const [index, { resolve }] of waiting.entries()) resolve(outcome.result[index])
  // SQLite has waited for the lock, and this process with it: no more of that for each of them.
  else if (outcome.kind === 'not-begun') rejectAll(waiting, outcome.error)
  // One of them failed and took the others with it: each for itself.
  else runOneByOne(database, waiting)
}

/**
 * Runs all of `work` or nothing of it, together with whatever else waits at the end of this turn of the event loop: what
 * a transaction costs is paid once for all of them. `work` must do nothing but read and write the database, since it is
 * run again, alone, when another one fails. Resolves once it is committed.
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    // What `work` gives is what the promise is of.
    const one: Waiting = { work, resolve: resolve as (result: unknown) => void, reject }
    const waiting = waitingFor.get(database)
    if (waiting) waiting.push(one)
    else {
      waitingFor.set(database, [one])
      setImmediate(() => runWaiting(database))
    }
  })
}
