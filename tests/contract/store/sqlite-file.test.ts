import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { toChatId, toUserId } from '../../../lib/domain/ids.ts'
import { MOST_WALKED_CHATS, sqliteChatSearch } from '../../../lib/store/sqlite/chat-search.ts'
import { openDatabase } from '../../../lib/store/sqlite/database.ts'
import { openSqliteStore } from '../../../lib/store/sqlite/open.ts'
import { sqliteSearchIndex } from '../../../lib/store/sqlite/search-index.ts'
import { begin, messagesOf, NOON, newChat, newUser, talk, turn } from './fixture.ts'
import { temporaryFolder } from './temporary-folder.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

const worker = join(import.meta.dirname, 'sqlite-worker.ts')
const run = (...args: string[]) => promisify(execFile)(process.execPath, [worker, folder.path, ...args])
const at = (...path: string[]) => join(folder.path, ...path)

describe('the file of the embedded store', () => {
  test('is made with its folders, for this user alone', async () => {
    const store = openSqliteStore(at('a', 'b'))
    await newUser(store)
    const modeOf = async (path: string) => (await stat(path)).mode & 0o777
    expect(await modeOf(at('a'))).toBe(0o700)
    expect(await modeOf(at('a', 'b'))).toBe(0o700)
    for (const name of ['neptun.db', 'neptun.db-wal', 'neptun.db-shm'])
      expect(await modeOf(at('a', 'b', name)), name).toBe(0o600)
    await store.close()
  })

  test('holds everything when it is opened again', async () => {
    const first = openSqliteStore(folder.path)
    const owner = await newUser(first)
    const chat = await newChat(first, owner, 'Kept')
    await talk(first, owner, chat.id, { id: 'q' })
    const { input } = await begin(first, owner, turn(chat.id))
    await first.generations.append(
      owner,
      input.generationId,
      [{ type: 'text', text: 'Hi', position: 0 }],
      NOON,
    )
    const before = await messagesOf(first, owner, chat.id)
    await first.close()
    const second = openSqliteStore(folder.path)
    expect(await messagesOf(second, owner, chat.id)).toEqual(before)
    expect(await second.chats.list(owner, { limit: 9, query: 'kept' })).toMatchObject({
      chats: [{ id: chat.id }],
    })
    expect(await second.generations.read(owner, chat.id, input.generationId, 0)).toMatchObject({
      entries: [{ type: 'text', text: 'Hi', position: 0 }],
    })
    await second.close()
  })

  test('finds old chats of a common word without looking at all that came after them', async () => {
    const store = openSqliteStore(folder.path)
    const owner = await newUser(store)
    const [old, young] = [1_100, 2_000]
    for (let at = 0; at < old + young; at += 1)
      await newChat(store, owner, `${at < old ? 'ancient' : 'modern'} ${at}`, NOON + at)
    await store.close()
    const database = openDatabase(folder.path)
    const index = sqliteSearchIndex(database)
    index.catchUp(owner, () => true)
    const has = vi.fn(index.has)
    const newest = { id: Number.MAX_SAFE_INTEGER, updatedAt: Number.MAX_SAFE_INTEGER }
    const found = sqliteChatSearch(database, { ...index, has }).find(owner, ['ancient'], newest, 10)
    const names = found.map((id) => database.prepare('SELECT name FROM chats WHERE id = ?').get(id)?.name)
    expect(names).toEqual(Array.from({ length: 10 }, (_, back) => `ancient ${old - 1 - back}`))
    expect(has.mock.calls.length).toBeLessThanOrEqual(MOST_WALKED_CHATS + 10)
    database.close()
  })

  test('gets the words of what was written without being searched, also of what an ended process left', async () => {
    const first = openSqliteStore(folder.path)
    const owner = await newUser(first)
    const chat = await newChat(first, owner, 'Harbour')
    await talk(first, owner, chat.id, { id: 'q' })
    await first.close()
    const database = openDatabase(folder.path)
    const index = sqliteSearchIndex(database)
    expect(index.isBehind(owner, 0)).toBe(true)
    expect(index.chatsWith(owner, 'harbour', 1)).toEqual([])
    const second = openSqliteStore(folder.path)
    await vi.waitFor(() => expect(index.isBehind(null, 0)).toBe(false))
    expect(index.chatsWith(owner, 'harbour', 1)).toEqual([chat.id])
    await second.chats.update(owner, chat.id, { name: 'Lighthouse' })
    await vi.waitFor(() => expect(index.chatsWith(owner, 'lighthouse', 1)).toEqual([chat.id]))
    expect(index.chatsWith(owner, 'harbour', 1)).toEqual([])
    await second.close()
    database.close()
  })

  test('is searched also where nothing can be written', async () => {
    const store = openSqliteStore(folder.path)
    const owner = await newUser(store)
    const chat = await newChat(store, owner, 'Harbour')
    const search = async () => store.chats.list(owner, { limit: 9, query: 'harbour' })
    expect(await search()).toMatchObject({ chats: [{ id: chat.id }] })
    await newChat(store, owner, 'Harbour at night')
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation((sql) => {
      if (sql.startsWith('BEGIN')) throw new Error('disk I/O error')
    })
    expect(await search()).toMatchObject({ chats: [{ id: chat.id }] })
    exec.mockRestore()
    expect(await search()).toMatchObject({ chats: [{ name: 'Harbour at night' }, { id: chat.id }] })
    await store.close()
  })

  test('forgets the words of a chat that was cleared away before they were put in', async () => {
    const database = openDatabase(folder.path)
    const index = sqliteSearchIndex(database)
    database.exec(`INSERT INTO users (email, password_hash, created_at) VALUES ('a@example.test', 'x', 0)`)
    const owner = toUserId(1)
    index.noteName(owner, toChatId(7))
    index.noteMessage(owner, 9)
    expect(index.catchUp(owner, () => true)).toBe(false)
    expect(index.isBehind(null, 0)).toBe(false)
    database.close()
  })

  test('of a newer version is refused and left alone', () => {
    const newer = new DatabaseSync(at('neptun.db'))
    newer.exec('PRAGMA user_version = 9999')
    newer.close()
    expect(() => openSqliteStore(folder.path)).toThrow(/schema 9999/u)
  })

  test('cannot be made where there is a file instead of a folder', async () => {
    const store = openSqliteStore(folder.path)
    await store.close()
    expect(() => openSqliteStore(at('neptun.db'))).toThrow()
  })
})

describe('several processes on one file', () => {
  test('that open it at once make its schema once and lose no write', async () => {
    await Promise.all(['1', '2', '3', '4'].map((name) => run('count', name)))
    const store = openSqliteStore(folder.path)
    expect(await store.users.count()).toBe(40)
    expect((await store.counters.read('shared', NOON)).count).toBe(400)
    await store.close()
  })

  test('begin one turn once', async () => {
    const store = openSqliteStore(folder.path)
    const owner = await newUser(store)
    const chat = await newChat(store, owner)
    const runs = await Promise.all(['1', '2', '3', '4'].map(() => run('begin', `${owner}`, `${chat.id}`)))
    const kinds = runs.map(({ stdout }) => stdout.trim()).sort()
    expect(kinds).toEqual(['begun', 'existing', 'existing', 'existing'])
    expect(await messagesOf(store, owner, chat.id)).toHaveLength(2)
    await store.close()
  })

  test('lose nothing that was appended when one is killed', async () => {
    const setUp = openSqliteStore(folder.path)
    const owner = await newUser(setUp)
    const chat = await newChat(setUp, owner)
    await setUp.close()
    await expect(run('die', `${owner}`, `${chat.id}`)).rejects.toMatchObject({ signal: 'SIGKILL' })
    const store = openSqliteStore(folder.path)
    expect(await store.generations.reap({ limit: 5 }, NOON + 1, NOON)).toBe(1)
    const [, reply] = await messagesOf(store, toUserId(owner), toChatId(chat.id))
    expect(reply).toMatchObject({ status: 'interrupted', content: '0 1 2 3 4 5 6 7 8 9 ' })
    await store.close()
  })
})

describe('the statements of the embedded store', () => {
  test('find what they need by an index', async () => {
    const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
    const store = openSqliteStore(folder.path)
    const statements = new Set(prepare.mock.calls.map(([sql]) => sql))
    prepare.mockRestore()
    const database = new DatabaseSync(at('neptun.db'))
    const scans: unknown[] = []
    // What is inserted shows the plans of foreign keys that it does not follow.
    for (const sql of [...statements].filter((text) => !/^\s*(?:INSERT|PRAGMA)/u.test(text)))
      for (const { detail } of database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
        if (/^SCAN (?!.*VIRTUAL TABLE|CONSTANT ROW)/u.test(String(detail))) scans.push([sql, detail])
    expect(statements.size).toBeGreaterThan(40)
    expect(scans).toEqual([])
    database.close()
    await store.close()
  })
})
