/** A process of its own on the file of sqlite-file.test.ts: node sqlite-worker.ts <folder> <what> <arguments…> */
import { toChatId, toUserId } from '../../../lib/domain/ids.ts'
import { openSqliteStore } from '../../../lib/store/sqlite/open.ts'
import { begin, MINUTE_MS, NOON, turn } from './turns.ts'

const [folder = '', what, first = '', second = ''] = process.argv.slice(2)
const store = openSqliteStore(folder)

switch (what) {
  case 'count': {
    for (let index = 0; index < 10; index++)
      await store.users.create({ email: `${first}-${index}@example.org`, passwordHash: 'hash', now: NOON })
    for (let index = 0; index < 100; index++) await store.counters.add('shared', 1, MINUTE_MS, NOON)
    break
  }
  case 'begin': {
    const outcome = await store.generations.begin(
      toUserId(Number(first)),
      turn(toChatId(Number(second)), { id: 'q' }),
    )
    console.log(outcome.kind)
    break
  }
  case 'die': {
    const owner = toUserId(Number(first))
    const { input } = await begin(store, owner, turn(toChatId(Number(second))))
    for (let index = 0; index < 10; index++) {
      const entry = { type: 'text' as const, text: `${index} `, position: index * 2 }
      await store.generations.append(owner, input.generationId, [entry], NOON)
    }
    process.kill(process.pid, 'SIGKILL')
  }
}
