import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Kv, startKv } from '../../kv-bridge/start-kv.ts'
import { temporaryFolder } from './temporary-folder.ts'

let kv: Kv
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  kv = await startKv()
})
afterAll(() => kv.stop())
beforeEach(async () => {
  vi.resetModules()
  Reflect.deleteProperty(globalThis, Symbol.for('neptun.store'))
  folder = await temporaryFolder()
  vi.stubEnv('DATA_DIR', folder.path)
})
afterEach(() => folder.remove())

const load = async () => (await import('../../../lib/store/index.ts')).store
const user = { email: 'ada@example.org', passwordHash: 'hash', now: 1 }

describe('the choice of a store', () => {
  test('is made at first use, not when the module is loaded', async () => {
    const store = await load()
    expect(existsSync(join(folder.path, 'neptun.db'))).toBe(false)
    await store().check()
    expect(existsSync(join(folder.path, 'neptun.db'))).toBe(true)
    await store().close()
  })

  test('is made once, also when a module is loaded twice', async () => {
    const first = await load()
    vi.resetModules()
    const second = await load()
    expect(second).not.toBe(first)
    expect(second()).toBe(first())
    await first().close()
  })

  test('falls on Vercel KV where its address is set', async () => {
    vi.stubEnv('KV_REST_API_URL', kv.url)
    vi.stubEnv('KV_REST_API_TOKEN', kv.token)
    const store = await load()
    await store().users.create(user)
    expect(existsSync(join(folder.path, 'neptun.db'))).toBe(false)
    expect(await kv.send(['EXISTS', 'neptun:email:ada@example.org'])).toBe(1)
  })
})
