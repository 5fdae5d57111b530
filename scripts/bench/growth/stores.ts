import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../../../lib/store/contract.ts'
import { openKvStore } from '../../../lib/store/kv/open.ts'
import { openSqliteStore } from '../../../lib/store/sqlite/open.ts'
import { startKv } from '../../../tests/kv-bridge/start-kv.ts'

/** A store to be filled, and the variables by which the application finds the same one. */
export type MeasuredStore = {
  name: 'SQLite' | 'KV'
  store: Store
  variables: Record<string, string>
  stop(): Promise<void>
}

/** An empty embedded store. */
export async function emptySqlite(): Promise<MeasuredStore> {
  const folder = mkdtempSync(join(tmpdir(), 'neptun-bench-'))
  const store = openSqliteStore(folder)
  return {
    name: 'SQLite',
    store,
    variables: { DATA_DIR: folder },
    stop: async () => {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** An empty KV, behind the tests' own bridge. @throws when redis-server is not installed. */
export async function emptyKv(): Promise<MeasuredStore> {
  const kv = await startKv()
  const store = openKvStore({ url: kv.url, token: kv.token })
  return {
    name: 'KV',
    store,
    variables: { KV_REST_API_URL: kv.url, KV_REST_API_TOKEN: kv.token },
    stop: async () => {
      await store.close()
      await kv.stop()
    },
  }
}
