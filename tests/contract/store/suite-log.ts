import { describe, expect, test } from 'vitest'
import { newGenerationId } from '../../../lib/domain/ids.ts'
import {
  begin,
  ending,
  entry,
  joined,
  NOON,
  newChat,
  type OpenStore,
  runningReply,
  storeOfEachTest,
  turn,
} from './fixture.ts'

export function describeLog(open: OpenStore): void {
  const at = storeOfEachTest(open)
  const world = () => runningReply(at.store)

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
}
