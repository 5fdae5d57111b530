import { describe, expect, test } from 'vitest'
import { newGenerationId } from '../../../lib/domain/ids.ts'
import { ending, entry, NOON, type OpenStore, runningReply, storeOfEachTest } from './fixture.ts'
import { error, receipt, usage } from './reply-facts.ts'

export function describeEnding(open: OpenStore): void {
  const at = storeOfEachTest(open)
  const world = () => runningReply(at.store)

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
}
