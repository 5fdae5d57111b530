import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Store } from '../../../lib/store/contract.ts'
import { abandonedScript } from '../../../lib/store/kv/ending-script.ts'
import { openKvStore } from '../../../lib/store/kv/open.ts'
import { type Kv, startKv } from '../../kv-bridge/start-kv.ts'
import { begin, ending, entry, NOON, runningReply, turn } from './turns.ts'

let kv: Kv
beforeAll(async () => {
  kv = await startKv()
})
afterAll(() => kv.stop())
afterEach(() => kv.clear())

/** A request for the log of a reply that is reaped; redis is given the script itself where it does not know it yet. */
const readsLog = (body: unknown) =>
  [abandonedScript.sha1, abandonedScript.source].some((named) => String(body).includes(JSON.stringify(named)))

let logsRead = 0
beforeEach(() => {
  logsRead = 0
})
// Without it, a test here would pass although nothing had come in between.
afterEach(() => expect(logsRead).toBe(1))

/** Has something happen between a reap's reading of a log and the step that it takes then. */
function afterLogIsRead(happens: () => Promise<unknown>): void {
  const real = globalThis.fetch
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (...request) => {
    const answer = await real(...request)
    if (!answer.ok || !readsLog(request[1]?.body)) return answer
    logsRead += 1
    vi.restoreAllMocks()
    await happens()
    return answer
  })
}

async function world() {
  const store: Store = openKvStore(kv)
  const running = await runningReply(store)
  await running.append([entry(0, 'Hi ')])
  const reap = () => store.generations.reap({ limit: 5 }, NOON + 1, NOON)
  return { store, ...running, reap }
}

test('a piece that comes while a reply is reaped is not lost', async () => {
  const { append, reap, message } = await world()
  afterLogIsRead(() => append([entry(3, 'you')]))
  expect(await reap()).toBe(0)
  expect((await message())?.status).toBe('streaming')
  expect(await reap()).toBe(1)
  expect(await message()).toMatchObject({ status: 'interrupted', content: 'Hi you' })
})

test('a sign of life that comes while a reply is reaped saves it', async () => {
  const { append, reap, message } = await world()
  afterLogIsRead(() => append([], NOON + 1))
  expect(await reap()).toBe(0)
  expect(await reap()).toBe(0)
  expect((await message())?.status).toBe('streaming')
})

test('a reply that ends while it is reaped keeps its end', async () => {
  const { store, owner, generation, reap, message } = await world()
  afterLogIsRead(() => store.generations.finish(owner, generation, ending({ content: 'Hi you!' })))
  expect(await reap()).toBe(0)
  expect(await message()).toMatchObject({ status: 'complete', content: 'Hi you!' })
})

test('a turn that finds a dead reply begins once it is interrupted, whoever did that', async () => {
  const { store, owner, chat, message, reap } = await world()
  afterLogIsRead(reap)
  const { reply } = await begin(store, owner, turn(chat, { staleBefore: NOON + 1, now: NOON + 1 }))
  expect((await message())?.status).toBe('interrupted')
  expect((await store.generations.running(owner, chat)).map(({ id }) => id)).toEqual([reply.id])
})
