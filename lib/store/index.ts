import 'server-only'
import { environment } from '../env.ts'
import { processWide } from '../process-wide.ts'
import type { Store } from './contract.ts'
import { openKvStore } from './kv/open.ts'
import { openSqliteStore } from './sqlite/open.ts'

function openStore(): Store {
  const { DATA_DIR, KV_REST_API_URL: url, KV_REST_API_TOKEN: token } = environment()
  return url && token ? openKvStore({ url, token }) : openSqliteStore(DATA_DIR)
}

/** The store of this process, born at first use; the only place that chooses one. */
export const store = (): Store => processWide('store', openStore)
