import { describe, expect, test } from 'vitest'
import type { UserId } from '../../../lib/domain/ids.ts'
import {
  begin,
  ending,
  entry,
  NOON,
  newChat,
  type OpenStore,
  runningReply,
  storeOfEachTest,
  talk,
  turn,
} from './fixture.ts'

export function describeRunning(open: OpenStore): void {
  const at = storeOfEachTest(open)
  const world = () => runningReply(at.store)

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
}
