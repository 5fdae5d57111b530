import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChatId } from '../../../lib/domain/ids.ts'
import type { LogEntry } from '../../../lib/store/contract.ts'
import {
  begin,
  entry,
  joined,
  NOON,
  newChat,
  newUser,
  type OpenStore,
  runningReply,
  storeOfEachTest,
  turn,
} from './fixture.ts'

export function describeReap(open: OpenStore): void {
  const at = storeOfEachTest(open)
  const world = () => runningReply(at.store)

  describe('reap', () => {
    test('interrupts what gave no sign of life, with the text of its log', async () => {
      const { owner, chat, append, message, reply, read } = await world()
      await append(
        [entry(0, 'Hm', 'reasoning'), entry(2, 'Hi '), entry(5, '!', 'reasoning'), entry(6, 'you')],
        NOON + 5,
      )
      const before = await at.store.chats.get(owner, chat)
      expect(await at.store.generations.reap({ owner, chat }, NOON + 5, NOON + 50)).toBe(0)
      expect(await at.store.generations.reap({ owner, chat }, NOON + 6, NOON + 50)).toBe(1)
      expect(await message()).toEqual({
        ...reply,
        status: 'interrupted',
        content: 'Hi you',
        reasoning: 'Hm!',
      })
      expect(await at.store.chats.get(owner, chat)).toEqual(before)
      expect(await read()).toMatchObject({ entries: [], heartbeatAt: NOON + 50 })
      expect(await append([entry(9, 'x')])).toEqual({ stopRequested: false, ended: true })
      expect(await at.store.generations.running(owner, chat)).toEqual([])
      expect(await at.store.generations.reap({ owner, chat }, NOON + 6, NOON + 50)).toBe(0)
    })

    test('without a text leaves an empty message', async () => {
      const { owner, chat, message } = await world()
      await at.store.generations.reap({ owner, chat }, NOON + 1, NOON)
      expect(await message()).toMatchObject({
        status: 'interrupted',
        content: '',
        reasoning: null,
        receipt: null,
      })
    })

    test('of a chat leaves the others alone', async () => {
      const { owner, chat } = await world()
      const other = await newChat(at.store, owner)
      await begin(at.store, owner, turn(other.id))
      expect(await at.store.generations.reap({ owner, chat }, NOON + 1, NOON)).toBe(1)
      expect(await at.store.generations.runningChats(owner)).toEqual([other.id])
    })

    test('of all goes over owners, the trash included, at most so many at a time', async () => {
      const { generations, chats } = at.store
      const owners = [await newUser(at.store), await newUser(at.store), await newUser(at.store)]
      const ids: ChatId[] = []
      for (const [index, owner] of owners.entries()) {
        const { id } = await newChat(at.store, owner)
        await begin(at.store, owner, turn(id, { now: NOON + index }))
        if (index === 0) await chats.trash(owner, id, NOON)
        ids.push(id)
      }
      expect(await generations.reap({ limit: 10 }, NOON, NOON)).toBe(0)
      expect(await generations.reap({ limit: 1 }, NOON + 2, NOON + 5)).toBe(1)
      expect(await generations.reap({ limit: 10 }, NOON + 2, NOON + 5)).toBe(1)
      const running = await Promise.all(owners.map((owner) => generations.runningChats(owner)))
      expect(running).toEqual([[], [], [ids[2]]])
    })

    test('happens once, whoever sees it first', async () => {
      const { owner, chat, append, message } = await world()
      await append([entry(0, 'once')])
      const other = await at.reopen()
      const counts = await Promise.all([
        at.store.generations.reap({ owner, chat }, NOON + 1, NOON),
        other.generations.reap({ owner, chat }, NOON + 1, NOON),
        at.store.generations.reap({ limit: 5 }, NOON + 1, NOON),
        other.generations.reap({ limit: 5 }, NOON + 1, NOON),
      ])
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1)
      expect((await message())?.content).toBe('once')
    })

    test('keeps every unit of a log, however it was cut and repeated', { timeout: 120_000 }, async () => {
      const owner = await newUser(at.store)
      const { id: chat } = await newChat(at.store, owner)
      const pieces = fc.array(
        fc.record({
          type: fc.constantFrom('text' as const, 'reasoning' as const),
          text: fc.string({ unit: 'binary' }),
          cuts: fc.array(fc.nat(8)),
        }),
        { maxLength: 6 },
      )
      await fc.assert(
        fc.asyncProperty(pieces, fc.nat(3), async (runs, repeats) => {
          const { input, reply } = await begin(at.store, owner, turn(chat))
          const entries = cutUp(runs)
          const send = (batch: LogEntry[]) =>
            at.store.generations.append(owner, input.generationId, batch, NOON)
          for (let from = 0; from < entries.length; from += 2)
            await send(entries.slice(Math.max(0, from - repeats), from + 2))
          const half = Math.floor(entries.reduce((sum, { text }) => sum + text.length, 0) / 2)
          const all = await at.store.generations.read(owner, chat, input.generationId, 0)
          const rest = await at.store.generations.read(owner, chat, input.generationId, half)
          expect(joined(all?.entries).slice(half)).toBe(joined(rest?.entries))
          await at.store.generations.reap({ owner, chat }, NOON + 1, NOON)
          const of = (type: LogEntry['type']) =>
            runs
              .filter((run) => run.type === type)
              .map((run) => run.text)
              .join('')
          const stored = await at.store.messages.get(owner, chat, reply.id)
          expect(stored?.content).toBe(of('text'))
          expect(stored?.reasoning ?? '').toBe(of('reasoning'))
        }),
        { numRuns: 40 },
      )
    })
  })
}

/** Runs of text as log entries, each cut at the given places, also inside surrogate pairs. */
function cutUp(
  runs: readonly { type: LogEntry['type']; text: string; cuts: readonly number[] }[],
): LogEntry[] {
  const entries: LogEntry[] = []
  let position = 0
  for (const { type, text, cuts } of runs) {
    let from = 0
    for (const cut of [...cuts, text.length]) {
      const piece = text.slice(from, from + cut)
      if (piece !== '') entries.push({ type, text: piece, position })
      from += piece.length
      position += piece.length
    }
  }
  return entries
}
