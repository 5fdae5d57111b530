/** A process of its own for sweep.test.ts: enters the store in a folder, tells whether it was alone, and stays. */
import { openSqliteStore } from '../../../../lib/store/sqlite/open.ts'

const store = openSqliteStore(process.argv[2] ?? '')
console.log(await store.enter())
setInterval(() => store.check(), 1_000)
