import { afterAll, beforeAll } from 'vitest'
import { openKvStore } from '../../../lib/store/kv/open.ts'
import { type Kv, startKv } from '../../kv-bridge/start-kv.ts'
import { describeStore } from './store-suite.ts'

let kv: Kv
beforeAll(async () => {
  kv = await startKv()
})
afterAll(() => kv.stop())

describeStore('Vercel KV', async () => {
  await kv.clear()
  return { store: openKvStore(kv), reopen: async () => openKvStore(kv), dispose: () => kv.clear() }
})
