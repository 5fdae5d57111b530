import { describe, expect, test } from 'vitest'
import { type ChatId, toChatId, type UserId } from '../../../lib/domain/ids.ts'
import { TRASH_KEPT_MS } from '../../../lib/store/contract.ts'
import {
  begin,
  chatNames,
  ending,
  messagesOf,
  NOON,
  newChat,
  newUser,
  type OpenStore,
  storeOfEachTest,
  textEntries,
  turn,
} from './fixture.ts'

export function describeTrash(open: OpenStore): void {
  const at = storeOfEachTest(open)

  describe('the trash', () => {
    const present = async (owner: UserId, chat: ChatId) => ({
      chat: (await at.store.chats.get(owner, chat)) !== null,
      listed: (await chatNames(at.store, owner)).length > 0,
      found: (await chatNames(at.store, owner, 'kept')).length > 0,
      messages: (await at.store.messages.list(owner, chat, { limit: 5 })) !== null,
      running: (await at.store.generations.running(owner, chat)).length > 0,
      runningChats: (await at.store.generations.runningChats(owner)).length > 0,
    })
    const all = (value: boolean) => ({
      chat: value,
      listed: value,
      found: value,
      messages: value,
      running: value,
      runningChats: value,
    })

    test('hides a chat everywhere, and gives it back as it was', async () => {
      const { chats, messages, generations } = at.store
      const owner = await newUser(at.store)
      const chat = await newChat(at.store, owner, 'kept')
      const { reply, input } = await begin(at.store, owner, turn(chat.id))
      const before = await chats.get(owner, chat.id)
      expect(await present(owner, chat.id)).toEqual(all(true))
      expect(await chats.trash(owner, chat.id, NOON)).toBe(true)
      expect(await present(owner, chat.id)).toEqual(all(false))
      expect(await messages.get(owner, chat.id, reply.id)).toBeNull()
      expect(await chats.update(owner, chat.id, { name: 'x' })).toBeNull()
      expect(await generations.read(owner, chat.id, input.generationId, 0)).toBeNull()
      expect(await generations.requestStop(owner, chat.id)).toEqual([])
      expect(await generations.begin(owner, turn(chat.id))).toEqual({ kind: 'chat-missing' })
      expect(await chats.trash(owner, chat.id, NOON)).toBe(false)
      expect(await chats.restore(owner, chat.id, NOON + TRASH_KEPT_MS)).toEqual(before)
      expect(await present(owner, chat.id)).toEqual(all(true))
    })

    test('lets a running reply go on and end', async () => {
      const { chats, generations } = at.store
      const owner = await newUser(at.store)
      const { id } = await newChat(at.store, owner, 'kept')
      const { input } = await begin(at.store, owner, turn(id))
      await chats.trash(owner, id, NOON)
      const [entry] = textEntries(['Hi'])
      if (!entry) throw new Error('no entry')
      expect(await generations.append(owner, input.generationId, [entry], NOON)).toEqual({
        stopRequested: false,
        ended: false,
      })
      const content = 'Hidden words'
      expect(await generations.finish(owner, input.generationId, ending({ content, now: NOON + 9 }))).toBe(
        true,
      )
      expect(await chatNames(at.store, owner)).toEqual([])
      expect(await chatNames(at.store, owner, 'hidden')).toEqual([])
      expect((await chats.restore(owner, id, NOON))?.updatedAt).toBe(new Date(NOON + 9).toISOString())
      expect((await messagesOf(at.store, owner, id)).map((message) => message.content)).toContain(content)
      expect(await chatNames(at.store, owner, 'hidden')).toEqual(['kept'])
    })

    test('keeps a chat for 7 days and no longer', async () => {
      const { chats } = at.store
      const owner = await newUser(at.store)
      const chat = await newChat(at.store, owner)
      await chats.trash(owner, chat.id, NOON)
      expect(await chats.restore(owner, chat.id, NOON + TRASH_KEPT_MS + 1)).toBeNull()
      expect(await chats.restore(owner, chat.id, NOON + TRASH_KEPT_MS)).toEqual(chat)
    })

    test('is cleared of what is over when something is put into it', async () => {
      const { chats } = at.store
      const owner = await newUser(at.store)
      const old = await newChat(at.store, owner, 'old')
      const { input } = await begin(at.store, owner, turn(old.id, { content: 'Anything' }))
      const [recent, latest] = [await newChat(at.store, owner), await newChat(at.store, owner)]
      await chats.trash(owner, old.id, NOON)
      await chats.trash(owner, recent.id, NOON + 1)
      expect(await chats.trash(owner, latest.id, NOON + TRASH_KEPT_MS + 1)).toBe(true)
      // Even with a clock that goes back, what was cleared is gone.
      expect(await chats.restore(owner, old.id, NOON)).toBeNull()
      expect(await chats.restore(owner, recent.id, NOON)).not.toBeNull()
      expect(await at.store.generations.finish(owner, input.generationId, ending())).toBe(false)
      expect(await at.store.generations.append(owner, input.generationId, [], NOON)).toMatchObject({
        ended: true,
      })
      expect(await at.store.generations.reap({ limit: 10 }, NOON + 1, NOON)).toBe(0)
      expect(await chatNames(at.store, owner, 'anything')).toEqual([])
    })

    test('gives a chat that is not in it as it is, and none that is missing', async () => {
      const owner = await newUser(at.store)
      const chat = await newChat(at.store, owner)
      expect(await at.store.chats.restore(owner, chat.id, NOON)).toEqual(chat)
      expect(await at.store.chats.restore(owner, toChatId(chat.id + 1000), NOON)).toBeNull()
      expect(await at.store.chats.trash(owner, toChatId(chat.id + 1000), NOON)).toBe(false)
    })
  })
}
