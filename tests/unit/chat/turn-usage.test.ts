import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { contextFor } from '../../../lib/chat/context.ts'
import { beginPassingReply } from '../../../lib/chat/generation.ts'
import { FINISH_GIVE_UP_MS, FINISH_PATIENCE_MS } from '../../../lib/chat/timing.ts'
import { recordTurn } from '../../../lib/chat/turn-usage.ts'
import { newGenerationId, toUserId } from '../../../lib/domain/ids.ts'
import type { TurnUsage } from '../../../lib/domain/usage.ts'
import { findModel } from '../../../lib/models/catalog.ts'
import type { UsageStore } from '../../../lib/store/contract.ts'
import { scripted } from '../../contract/generations/lab/in-process.ts'

const owner = toUserId(1)

/** A store that takes what is recorded when it is let. */
function usageStore(record: UsageStore['record'] = async () => undefined) {
  const recorded: TurnUsage[] = []
  const usage: UsageStore = {
    async record(user, turn) {
      await record(user, turn)
      recorded.push(turn)
    },
    cells: async () => [],
    turns: async () => recorded,
  }
  return { usage, recorded }
}

function passingReply(store: { usage: UsageStore }, gapMs = 0, counted: Promise<void> = Promise.resolve()) {
  const model = findModel('google/gemma-2-27b-it')
  if (!model) throw new Error('The model is gone')
  const messages = [{ role: 'user' as const, text: 'Hm?' }]
  return beginPassingReply(
    {
      contexts: [contextFor({ model, messages, systemPrompt: null, parameters: {} })],
      requestId: 'req_1',
      arrivedMs: performance.now(),
      router: scripted(() => ['one ', 'two ', 'three'], gapMs).router,
      beforeEnd: () => counted,
    },
    { store, owner, generationId: newGenerationId(), keyId: null, surface: 'v1' },
  )
}

describe('a reply that nobody keeps', () => {
  test('ends for who listens although the store does not take its record', async () => {
    let letGo: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const store = usageStore(() => held)
    const { reply, done } = passingReply(store)
    while (!reply.end) await reply.changed()
    expect(reply.text('text')).toBe('one two three')
    expect(store.recorded).toEqual([])
    letGo()
    await done
    expect(store.recorded).toMatchObject([{ outcome: 'complete', surface: 'v1', keyId: null }])
  })

  test('is counted by us when its caller leaves before the provider told', async () => {
    const store = usageStore()
    const { reply, giveUp, done } = passingReply(store, 5)
    while (reply.length === 0) await reply.changed()
    giveUp('left')
    await done
    const [turn] = store.recorded
    expect(turn).toMatchObject({ outcome: 'left', usage: { estimated: true } })
    expect(turn?.usage?.inputTokens).toBeGreaterThan(0)
    expect(turn?.usage?.outputTokens).toBeGreaterThan(0)
  })
})

describe('while the store is away', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())
  const turn = { id: newGenerationId() } as TurnUsage

  test('a record is tried again', async () => {
    const refusals = [1, 2, 3]
    const store = usageStore(async () => {
      if (refusals.pop()) throw new Error('The store is away')
    })
    const done = recordTurn(store, owner, turn)
    await vi.advanceTimersByTimeAsync(10_000)
    await done
    expect(store.recorded).toEqual([turn])
  })

  test('a reply that is not counted ends for who listens, and is recorded meanwhile', async () => {
    const store = usageStore()
    const counting = Promise.withResolvers<void>()
    const { reply, done } = passingReply(store, 0, counting.promise)
    let isDone = false
    void done.then(() => {
      isDone = true
    })
    await vi.advanceTimersByTimeAsync(FINISH_PATIENCE_MS - 1)
    expect(reply.text('text')).toBe('one two three')
    expect(reply.end).toBeNull()
    expect(store.recorded).toMatchObject([{ outcome: 'complete' }])
    await vi.advanceTimersByTimeAsync(1)
    expect(reply.end).toMatchObject({ status: 'complete' })
    expect(isDone).toBe(false)
    counting.resolve()
    await done
  })

  test('it is given up in the end, without an error', async () => {
    const record = vi.fn(async () => {
      throw new Error('The store is away')
    })
    const done = recordTurn(usageStore(record), owner, turn)
    await vi.advanceTimersByTimeAsync(FINISH_GIVE_UP_MS + 10_000)
    await done
    expect(record.mock.calls.length).toBeGreaterThan(100)
  })
})
