import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test, vi } from 'vitest'
import { monitorRedis } from '../../kv-bridge/monitor.ts'
import { tokenPieces } from '../../upstream/index.ts'
import { faultyStore } from './lab/faulty-store.ts'
import { newChat, type OpenedStore, openStore, scripted, turn } from './lab/in-process.ts'
import { readAlong } from './lab/reading.ts'

/** What a reply of 1,000 tokens costs the store; docs/decisions/0007-generations.md has the same figures. */
const tokens = tokenPieces(1_000)
const AT_50_PER_SECOND_MS = 20
const AT_ONCE_MS = 0

let opened: OpenedStore
afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  await opened.dispose()
})

type Meter = { start(): Promise<void>; read(): Promise<Record<string, number>> }

/** Writes such a reply under a clock of ours, on which no call of the store takes any time, and meters it. */
async function cost(gapMs: number, meter: Meter): Promise<Record<string, number>> {
  const { flushMs } = opened
  const counted = faultyStore(opened.store)
  const { owner, chat } = await newChat(opened.store)
  const { router } = scripted(() => tokens, gapMs)
  await meter.start()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const begun = turn({ store: counted.store, owner, chat, question: 'Hm?', router, flushMs })
  let ended = false
  void begun
    .then(({ done }) => done)
    .then(() => {
      ended = true
    })
  while (!ended) {
    do await new Promise((resolve) => setImmediate(resolve))
    while (counted.open.now > 0)
    await vi.advanceTimersByTimeAsync(AT_50_PER_SECOND_MS / 4)
  }
  vi.useRealTimers()
  const { response } = await begun
  await readAlong(response).ended
  const spent = { ...Object.fromEntries(counted.calls), ...(await meter.read()) }
  return spent
}

/** Transactions, and bytes that grow the write-ahead log; a reader that stays keeps it from being begun anew. */
function sqliteMeter(folder: string): Meter {
  const log = join(folder, 'neptun.db-wal')
  const reader = new DatabaseSync(join(folder, 'neptun.db'))
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec')
  let before = 0
  return {
    async start() {
      reader.exec('BEGIN; SELECT * FROM generations')
      exec.mockClear()
      before = statSync(log).size
    },
    async read() {
      const count = (start: string) => exec.mock.calls.filter(([sql]) => sql.startsWith(start)).length
      // What puts words into the search index in the background waits for no lock, which it says before each transaction.
      const transactions = count('BEGIN') - count('PRAGMA busy_timeout = 0')
      reader.close()
      return { transactions, walBytes: statSync(log).size - before }
    },
  }
}

/** Requests over HTTP, the bytes of their bodies, and what redis did for them. */
async function kvMeter(socketPath: string): Promise<Meter> {
  const monitor = await monitorRedis(socketPath)
  const fetches = vi.spyOn(globalThis, 'fetch')
  return {
    async start() {
      fetches.mockClear()
      monitor.seen.length = 0
    },
    async read() {
      const bodies = fetches.mock.calls.map(([, init]) => String(init?.body ?? ''))
      monitor.stop()
      return {
        roundTrips: bodies.length,
        sentBytes: bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0),
        commands: monitor.seen.filter(({ inScript }) => inScript).length,
      }
    },
  }
}

test.each([
  ['at 50 tokens a second', AT_50_PER_SECOND_MS, { append: 100, transactions: 102 }, 1_600_000],
  ['at once', AT_ONCE_MS, { transactions: 2 }, 160_000],
])('A reply of 1,000 tokens, sent %s, on SQLite', async (_, gapMs, expected, mostWalBytes) => {
  opened = await openStore('sqlite')
  const { walBytes, ...counts } = await cost(gapMs, sqliteMeter(opened.place))
  expect(counts).toEqual({ begin: 1, finish: 1, ...expected })
  expect(walBytes).toBeLessThan(mostWalBytes)
})

test.each([
  ['at 50 tokens a second', AT_50_PER_SECOND_MS, { append: 40, roundTrips: 42 }, 35_000],
  ['at once', AT_ONCE_MS, { roundTrips: 2 }, 16_000],
])('A reply of 1,000 tokens, sent %s, on KV', async (_, gapMs, expected, mostSentBytes) => {
  opened = await openStore('kv')
  // Redis learns each script at its first use, which takes a second trip.
  const { owner, chat } = await newChat(opened.store)
  const known = scripted(() => ['one'], opened.flushMs * 1.5)
  await turn({ ...opened, owner, chat, question: 'Hm?', router: known.router }).then(({ done }) => done)
  const { sentBytes, commands, ...counts } = await cost(gapMs, await kvMeter(opened.place))
  expect(counts).toEqual({ begin: 1, finish: 1, ...expected })
  expect(sentBytes).toBeLessThan(mostSentBytes)
  expect(commands).toBeLessThan(8 * (counts.roundTrips ?? 0) + 60)
})
