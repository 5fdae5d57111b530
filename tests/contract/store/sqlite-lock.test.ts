import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inTransaction } from '../../../lib/store/sqlite/transaction.ts'
import { temporaryFolder } from './temporary-folder.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let database: DatabaseSync
let another: DatabaseSync
beforeEach(async () => {
  folder = await temporaryFolder()
  const path = join(folder.path, 'lock.db')
  database = new DatabaseSync(path, { timeout: 10 })
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE words (word TEXT)')
  another = new DatabaseSync(path)
})
afterEach(async () => {
  another.close()
  database.close()
  await folder.remove()
})

/** How often the write lock was asked for, each time with a wait that stops the process. */
function lockRequests(): () => number {
  const exec = vi.spyOn(database, 'exec')
  return () => exec.mock.calls.filter(([sql]) => sql === 'BEGIN IMMEDIATE').length
}
const say = (word: string) =>
  inTransaction(database, () => database.prepare('INSERT INTO words VALUES (?)').run(word).changes)
const statuses = async (work: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(work)).map(({ status }) => status)
const words = () =>
  database
    .prepare('SELECT word FROM words')
    .all()
    .map(({ word }) => word)

test.each([1, 10])('a lock that another process keeps is waited for once, by %d together', async (count) => {
  another.exec('BEGIN IMMEDIATE')
  const requests = lockRequests()
  const all = Array.from({ length: count }, (_, index) => say(`word ${index}`))
  const results = await Promise.allSettled(all)
  expect(requests()).toBe(1)
  for (const result of results)
    expect(result).toMatchObject({ status: 'rejected', reason: { message: 'database is locked' } })
  another.exec('COMMIT')
  expect(words()).toEqual([])
  expect(await say('later')).toBe(1)
})

test('work that fails takes none of the others with it', async () => {
  const fault = inTransaction(database, () => {
    throw new Error('A fault of its own')
  })
  expect(await statuses([say('before'), fault, say('after')])).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(words()).toEqual(['before', 'after'])
})

test('a lock that is lost between the one try and the other is waited for once more only', async () => {
  const requests = lockRequests()
  const fault = inTransaction(database, () => {
    throw new Error('A fault of its own')
  })
  vi.mocked(database.exec).mockImplementation((sql) => {
    DatabaseSync.prototype.exec.call(database, sql)
    if (sql === 'ROLLBACK') another.exec('BEGIN IMMEDIATE')
  })
  expect(await statuses([fault, say('one'), say('two'), say('three')])).toEqual(Array(4).fill('rejected'))
  expect(requests()).toBe(2)
  another.exec('ROLLBACK')
})
