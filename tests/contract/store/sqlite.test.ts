import type { Store } from '../../../lib/store/contract.ts'
import { openSqliteStore } from '../../../lib/store/sqlite/open.ts'
import { describeStore } from './store-suite.ts'
import { temporaryFolder } from './temporary-folder.ts'

describeStore('SQLite', async () => {
  const folder = await temporaryFolder()
  const opened: Store[] = []
  const reopen = async () => {
    const store = openSqliteStore(folder.path)
    opened.push(store)
    return store
  }
  const dispose = async () => {
    for (const one of opened) await one.close()
    await folder.remove()
  }
  return { store: await reopen(), reopen, dispose }
})
