import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChatId, newGenerationId, type UserId } from '../../../lib/domain/ids.ts'
import type { LogEntry } from '../../../lib/store/contract.ts'
import {
  begin,
  ending,
  error,
  NOON,
  newChat,
  newUser,
  type OpenStore,
  receipt,
  storeOfEachTest,
  talk,
  turn,
  usage,
} from './fixture.ts'

export function describeGenerations(open: OpenStore): void {
  const at = storeOfEachTest(open)
  async function world() {
    const owner = await newUser(at.store)
    const chat = await newChat(at.store, owner)
    const { input, reply } = await begin(at.store, owner, turn(chat.id))
    const generation = input.generationId
    return {
      owner,
      chat: chat.id,
      generation,
      reply,
      append: (entries: LogEntry[], now = NOON) =>
        at.store.generations.append(owner, generation, entries, now),
      read: (from = 0) => at.store.generations.read(owner, chat.id, generation, from),
      message: () => at.store.messages.get(owner, chat.id, reply.id),
    }
  }
  const entry = (position: number, text: string, type: LogEntry['type'] = 'text'): LogEntry => ({
    type,
    text,
    position,
  })
  const joined = (entries: readonly LogEntry[] = []) => entries.map(({ text }) => text).join('')

  describe('the log', () => {
    test('gives back what was appended, with the reply and the newest sign of life', async () => {
      const { append, read, reply } = await world()
      expect(await read()).toEqual({ reply, entries: [], heartbeatAt: NOON })
      expect(await append([entry(0, 'Hm', 'reasoning'), entry(2, 'Hi ')], NOON + 1)).toEqual({
        stopRequested: false,
        ended: false,
      })
      await append([entry(5, 'you')], NOON + 2)
      expect(await read()).toEqual({
        reply,
        entries: [entry(0, 'Hm', 'reasoning'), entry(2, 'Hi '), entry(5, 'you')],
        heartbeatAt: NOON + 2,
      })
    })

    test('is read from any position on', async () => {
      const { append, read } = await world()
      await append([entry(0, 'Hm', 'reasoning'), entry(2, 'Hi '), entry(5, 'you')])
      expect((await read(2))?.entries).toEqual([entry(2, 'Hi '), entry(5, 'you')])
      expect((await read(3))?.entries).toEqual([entry(3, 'i '), entry(5, 'you')])
      expect((await read(7))?.entries).toEqual([entry(7, 'u')])
      expect((await read(8))?.entries).toEqual([])
      expect((await read(800))?.entries).toEqual([])
    })

    test('does not change when entries are repeated', async () => {
      const { append, read } = await world()
      const entries = [entry(0, 'ab'), entry(2, 'c', 'reasoning')]
      await append(entries)
      await append(entries)
      await append([entry(0, 'XY'), entry(2, 'Z')])
      await append([entry(1, 'B')])
      expect((await read())?.entries).toEqual(entries)
    })

    test('takes from a longer repetition what it lacks', async () => {
      const { append, read } = await world()
      await append([entry(2, 'cd'), entry(6, 'g')])
      await append([entry(0, 'abcdefgh'), entry(8, 'i')])
      expect((await read())?.entries).toEqual([
        entry(0, 'ab'),
        entry(2, 'cd'),
        entry(4, 'ef'),
        entry(6, 'g'),
        entry(7, 'h'),
        entry(8, 'i'),
      ])
    })

    test('keeps order when appends overtake each other', async () => {
      const { append, read } = await world()
      await append([entry(4, 'ef')])
      await append([entry(0, 'ab'), entry(2, 'cd')])
      expect(joined((await read())?.entries)).toBe('abcdef')
    })

    test('holds entries of the same text, of digits and without text', async () => {
      const { append, read } = await world()
      await append([entry(0, '1'), entry(1, ''), entry(1, '1'), entry(2, '1')])
      expect((await read())?.entries).toEqual([entry(0, '1'), entry(1, '1'), entry(2, '1')])
    })

    test('is gone when the generation has ended', async () => {
      const { append, read, owner, generation } = await world()
      await append([entry(0, 'ab')])
      await at.store.generations.finish(owner, generation, ending({ content: 'ab', now: NOON + 3 }))
      expect(await append([entry(2, 'cd')])).toEqual({ stopRequested: false, ended: true })
      expect(await read()).toMatchObject({ reply: { content: 'ab' }, entries: [], heartbeatAt: NOON + 3 })
    })

    test('of an unknown generation is none', async () => {
      const { owner, chat } = await world()
      const other = await newChat(at.store, owner)
      const { input } = await begin(at.store, owner, turn(other.id))
      expect(await at.store.generations.read(owner, chat, newGenerationId(), 0)).toBeNull()
      expect(await at.store.generations.read(owner, chat, input.generationId, 0)).toBeNull()
      expect(await at.store.generations.append(owner, newGenerationId(), [], NOON)).toEqual({
        stopRequested: false,
        ended: true,
      })
    })
  })

  describe('finish', () => {
    const everything = ending({
      content: 'Hi',
      reasoning: 'Hm',
      usage,
      receipt,
      error,
      finishReason: 'length',
    })

    test('gives the reply all that belongs to it', async () => {
      const { owner, generation, reply, message } = await world()
      expect(await at.store.generations.finish(owner, generation, everything)).toBe(true)
      const { now: _, ...written } = everything
      expect(await message()).toEqual({ ...reply, ...written })
    })

    test.each(['complete', 'stopped', 'failed'] as const)(
      'ends a generation once, also one that is %s',
      async (status) => {
        const { owner, generation, message } = await world()
        const { finish } = at.store.generations
        expect(await finish(owner, generation, ending({ status, content: 'one' }))).toBe(true)
        expect(await finish(owner, generation, ending({ content: 'two' }))).toBe(false)
        expect(await message()).toMatchObject({ status, content: 'one' })
        expect(await finish(owner, newGenerationId(), ending())).toBe(false)
      },
    )

    test('ends it once of many at once', async () => {
      const { owner, generation } = await world()
      const other = await at.reopen()
      const ends = await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          (index % 2 ? other : at.store).generations.finish(
            owner,
            generation,
            ending({ content: `${index}` }),
          ),
        ),
      )
      expect(ends.filter(Boolean)).toHaveLength(1)
    })

    test('replaces what was interrupted, in another process too', async () => {
      const { owner, chat, generation, append, message } = await world()
      await append([entry(0, 'Hm', 'reasoning'), entry(2, 'Hi ')])
      await at.store.generations.reap({ owner, chat }, NOON + 1, NOON + 1)
      expect(await message()).toMatchObject({ status: 'interrupted', content: 'Hi ', reasoning: 'Hm' })
      const other = await at.reopen()
      const whole = ending({ content: 'Hi you', now: NOON + 9 })
      expect(await other.generations.finish(owner, generation, whole)).toBe(true)
      expect(await message()).toMatchObject({ status: 'complete', content: 'Hi you', reasoning: null })
      expect((await at.store.chats.get(owner, chat))?.updatedAt).toBe(new Date(NOON + 9).toISOString())
      expect(await at.store.generations.finish(owner, generation, whole)).toBe(false)
    })
  })

  describe('what runs', () => {
    test('is told by chat, oldest first, and over all chats', async () => {
      const { generations } = at.store
      const { owner, chat, generation, reply } = await world()
      const [other, idle] = [await newChat(at.store, owner), await newChat(at.store, owner)]
      await talk(at.store, owner, idle.id)
      const second = await begin(at.store, owner, turn(chat, { now: NOON - 1 }))
      await begin(at.store, owner, turn(other.id))
      const sorted = async (user: UserId) =>
        (await generations.runningChats(user)).sort((one, two) => one - two)
      expect(await generations.running(owner, chat)).toEqual([reply, second.reply])
      expect(await sorted(owner)).toEqual([chat, other.id])
      await generations.finish(owner, generation, ending())
      expect(await generations.running(owner, chat)).toEqual([second.reply])
      expect(await sorted(owner)).toEqual([chat, other.id])
      await generations.finish(owner, second.input.generationId, ending())
      expect(await generations.running(owner, chat)).toEqual([])
      expect(await sorted(owner)).toEqual([other.id])
      expect(await generations.running(owner, idle.id)).toEqual([])
    })

    test('is asked to stop, one or all, until it ends', async () => {
      const { generations } = at.store
      const { owner, chat, generation, append } = await world()
      const { input } = await begin(at.store, owner, turn(chat))
      const second = input.generationId
      const elsewhere = await begin(at.store, owner, turn((await newChat(at.store, owner)).id))
      const stopOf = async (id: typeof second) =>
        (await generations.append(owner, id, [], NOON)).stopRequested
      expect(await generations.requestStop(owner, chat, second)).toEqual([second])
      expect([await stopOf(generation), await stopOf(second)]).toEqual([false, true])
      const other = await at.reopen()
      expect(await other.generations.requestStop(owner, chat)).toEqual([generation, second])
      expect(await append([entry(0, 'x')])).toEqual({ stopRequested: true, ended: false })
      expect([await stopOf(generation), await stopOf(second)]).toEqual([true, true])
      expect(await stopOf(elsewhere.input.generationId)).toBe(false)
      await generations.finish(owner, generation, ending({ status: 'stopped' }))
      expect(await generations.requestStop(owner, chat, generation)).toEqual([])
      expect(await generations.requestStop(owner, chat, elsewhere.input.generationId)).toEqual([])
      expect(await generations.requestStop(owner, chat)).toEqual([second])
    })
  })

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
