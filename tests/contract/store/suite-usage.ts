import { expect, test } from 'vitest'
import { newGenerationId, toKeyId } from '../../../lib/domain/ids.ts'
import { addSums, noUsage, sumsOf, type TurnUsage, type UsageSums } from '../../../lib/domain/usage.ts'
import { MOST_TURNS_KEPT, type Store } from '../../../lib/store/contract.ts'
import {
  begin,
  emptyChat,
  ending,
  MINUTE_MS,
  NOON,
  newUser,
  type OpenStore,
  runningReply,
  storeOfEachTest,
  textEntries,
  turn,
} from './fixture.ts'
import { receipt, usage } from './reply-facts.ts'

const DAY_MS = 24 * 60 * MINUTE_MS
const key = toKeyId('key_1')

/** A turn that took everything there is. */
const used = (changes: Partial<TurnUsage> = {}): TurnUsage => ({
  id: newGenerationId(),
  endedAt: NOON,
  surface: 'v1',
  keyId: key,
  model: 'google/gemma-2-27b-it',
  provider: 'huggingface',
  upstreamModel: 'google/gemma-2-27b-it',
  outcome: 'complete',
  errorCode: null,
  usage,
  costUsd: 0.000_012_5,
  queuedMs: 1,
  firstTokenMs: 92.25,
  totalMs: 1200,
  ...changes,
})

const wide = { from: '2000-01-01', to: '2099-12-31' }

/** The sums of all that a user has. */
async function total(store: Store, owner: Parameters<Store['usage']['cells']>[0]): Promise<UsageSums> {
  const cells = await store.usage.cells(owner, wide)
  return cells.reduce<UsageSums>(
    (sums, { day: _d, model: _m, provider: _p, keyId: _k, ...cell }) => addSums(sums, cell),
    noUsage(),
  )
}

/** What turns took: their records and the sums by day. */
export function describeUsage(open: OpenStore): void {
  const at = storeOfEachTest(open)
  const turnsOf = (owner: Parameters<Store['usage']['turns']>[0], limit = 100, skip = 0) =>
    at.store.usage.turns(owner, { limit, skip })

  test('a recorded turn comes back as it was, newest first, and in the sums of its day', async () => {
    const owner = await newUser(at.store)
    const first = used()
    const second = used({
      surface: 'playground',
      keyId: null,
      provider: null,
      upstreamModel: null,
      outcome: 'failed',
      errorCode: 'upstream_timeout',
      usage: null,
      costUsd: null,
      queuedMs: null,
      firstTokenMs: null,
      totalMs: null,
    })
    await at.store.usage.record(owner, first)
    await at.store.usage.record(owner, second)
    expect(await turnsOf(owner)).toEqual([second, first])
    expect(await turnsOf(owner, 1, 1)).toEqual([first])
    const cells = await at.store.usage.cells(owner, wide)
    expect(cells).toHaveLength(2)
    expect(cells).toContainEqual({
      day: '2030-01-01',
      model: 'google/gemma-2-27b-it',
      provider: 'huggingface',
      keyId: key,
      ...sumsOf(first),
    })
    expect(cells).toContainEqual({
      day: '2030-01-01',
      model: 'google/gemma-2-27b-it',
      provider: null,
      keyId: null,
      ...noUsage(),
      turns: 1,
      failures: 1,
    })
  })

  test('what is recorded twice counts once, also at the same moment', async () => {
    const owner = await newUser(at.store)
    const one = used()
    await Promise.all([at.store.usage.record(owner, one), at.store.usage.record(owner, one)])
    await at.store.usage.record(owner, { ...one, costUsd: 9 })
    expect(await turnsOf(owner)).toEqual([one])
    expect(await total(at.store, owner)).toEqual(sumsOf(one))
  })

  test('turns of one day, model, provider and key add up; others stand apart', async () => {
    const owner = await newUser(at.store)
    const turns = [
      used(),
      used({ endedAt: NOON + MINUTE_MS, firstTokenMs: 700 }),
      used({ endedAt: NOON + DAY_MS, firstTokenMs: 60_000 }),
      used({ model: 'openrouter/deepseek-chat', provider: 'openrouter' }),
      used({ keyId: null }),
    ]
    for (const one of turns) await at.store.usage.record(owner, one)
    const cells = await at.store.usage.cells(owner, wide)
    expect(cells).toHaveLength(4)
    expect(cells.find(({ turns }) => turns === 2)).toMatchObject({
      inputTokens: 2 * usage.inputTokens,
      costNanoUsd: 25_000,
      firstTokenClasses: [1, 0, 1, 0, 0, 0, 0, 0, 0],
    })
    expect(await total(at.store, owner)).toEqual(turns.map(sumsOf).reduce(addSums))
  })

  test('a range holds its first and its last day and nothing else', async () => {
    const owner = await newUser(at.store)
    for (const days of [0, 1, 2, 3])
      await at.store.usage.record(owner, used({ endedAt: NOON + days * DAY_MS }))
    const range = { from: '2030-01-02', to: '2030-01-03' }
    const days = (await at.store.usage.cells(owner, range)).map(({ day }) => day)
    expect(days.toSorted()).toEqual(['2030-01-02', '2030-01-03'])
  })

  test('another user sees nothing of it, nor is hindered by a turn of the same id', async () => {
    const [owner, other] = [await newUser(at.store), await newUser(at.store)]
    const one = used()
    await at.store.usage.record(owner, one)
    expect(await turnsOf(other)).toEqual([])
    expect(await at.store.usage.cells(other, wide)).toEqual([])
    await at.store.usage.record(other, one)
    expect(await total(at.store, other)).toEqual(sumsOf(one))
    expect(await total(at.store, owner)).toEqual(sumsOf(one))
  })

  test('only the newest turns are kept one by one, the sums for good', { timeout: 120_000 }, async () => {
    const owner = await newUser(at.store)
    const more = 20
    const turns = Array.from({ length: MOST_TURNS_KEPT + more }, () => used())
    for (let from = 0; from < turns.length; from += 50)
      await Promise.all(turns.slice(from, from + 50).map((one) => at.store.usage.record(owner, one)))
    const kept = await turnsOf(owner, MOST_TURNS_KEPT + more)
    expect(kept).toHaveLength(MOST_TURNS_KEPT)
    expect(new Set(kept.map(({ id }) => id)).size).toBe(MOST_TURNS_KEPT)
    expect((await total(at.store, owner)).turns).toBe(MOST_TURNS_KEPT + more)
  })

  test('the end of a reply and its record are one step, done once', async () => {
    const running = await runningReply(at.store)
    const { owner, generation } = running
    const one = used({ id: generation, surface: 'chat', keyId: null })
    const finish = (result: Parameters<typeof ending>[0]) =>
      at.store.generations.finish(owner, generation, ending(result))
    expect(await finish({ turn: one })).toBe(true)
    expect(await finish({ turn: { ...one, outcome: 'failed' } })).toBe(false)
    expect(await turnsOf(owner)).toEqual([one])
    expect(await total(at.store, owner)).toEqual(sumsOf(one))
  })

  test('a reply without a record, as of an imported chat, is no turn', async () => {
    const running = await runningReply(at.store)
    await at.store.generations.finish(running.owner, running.generation, ending())
    expect(await turnsOf(running.owner)).toEqual([])
    const dead = await runningReply(at.store)
    await dead.append(textEntries(['imported']))
    await at.store.generations.reap({ owner: dead.owner, chat: dead.chat }, NOON + 1, NOON)
    expect((await dead.message())?.status).toBe('interrupted')
    expect(await turnsOf(dead.owner)).toEqual([])
  })

  test('what a dead process wrote is counted by us, and yields to the true end', async () => {
    const { owner, chat } = await emptyChat(at.store)
    const { input } = await begin(
      at.store,
      owner,
      turn(chat.id, { metered: { keyId: key, promptTokens: 7 } }),
    )
    const { generationId: generation, replyId } = input
    const [one, two] = textEntries(['One two three ', 'four five.'])
    if (!one || !two) throw new Error('Two entries')
    const { totalMs: _, usage: _usage, cost: _cost, ...opening } = receipt
    await at.store.generations.append(owner, generation, [one], NOON + 150, opening)
    await at.store.generations.append(owner, generation, [two], NOON + 300)
    const later = NOON + DAY_MS
    expect(await at.store.generations.reap({ limit: 10 }, later, later)).toBe(1)
    const [reaped] = await turnsOf(owner)
    expect(reaped).toMatchObject({
      id: generation,
      endedAt: later,
      outcome: 'interrupted',
      surface: 'chat',
      keyId: key,
      model: input.model,
      provider: opening.provider,
      upstreamModel: opening.upstreamModel,
      costUsd: null,
      usage: { inputTokens: 7, estimated: true, reasoningTokens: 0 },
      queuedMs: opening.queuedMs,
      firstTokenMs: opening.firstTokenMs,
      totalMs: 300,
    })
    expect(await at.store.messages.get(owner, chat.id, replyId)).toMatchObject({
      status: 'interrupted',
      content: 'One two three four five.',
      usage: reaped?.usage,
      receipt: { ...opening, totalMs: 300, usage: reaped?.usage, cost: null },
    })
    expect(reaped?.usage?.outputTokens).toBeGreaterThan(3)
    expect(await total(at.store, owner)).toMatchObject({ turns: 1, failures: 1, estimatedTurns: 1 })

    const truth = used({ id: generation, endedAt: later + 1, surface: 'chat' })
    expect(await at.store.generations.finish(owner, generation, ending({ turn: truth }))).toBe(true)
    expect(await turnsOf(owner)).toEqual([truth])
    expect(await total(at.store, owner)).toEqual(sumsOf(truth))
  })

  test('a process that died before the first word is recorded without tokens', async () => {
    const { owner, chat } = await emptyChat(at.store)
    await begin(at.store, owner, turn(chat.id, { metered: { keyId: null, promptTokens: 7 } }))
    await at.store.generations.reap({ owner, chat: chat.id }, NOON + 1, NOON)
    expect(await turnsOf(owner)).toMatchObject([{ outcome: 'interrupted', usage: null, costUsd: null }])
  })
}
