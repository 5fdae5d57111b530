import { describe, expect, test } from 'vitest'
import { newGenerationId, newMessageId, newSessionId, toChatId } from '../../../lib/domain/ids.ts'
import {
  begin,
  ending,
  NOON,
  newChat,
  newUser,
  type OpenStore,
  storeOfEachTest,
  textEntries,
  turn,
} from './fixture.ts'

export function describeOwnership(open: OpenStore): void {
  const at = storeOfEachTest(open)

  test('what is another user’s looks like what does not exist, in every method, and stays as it is', async () => {
    const { store } = at
    const { sessions, chats, messages, generations } = store
    const [owner, stranger] = [await newUser(store), await newUser(store)]
    const session = newSessionId()
    await sessions.create(owner, { id: session, expiresAt: NOON + 1 })
    const chat = await newChat(store, owner, 'Secret')
    const trashed = await newChat(store, owner, 'Thrown')
    await chats.trash(owner, trashed.id, NOON)
    const { input, userMessage, reply } = await begin(store, owner, turn(chat.id, { id: 'q' }))
    await generations.append(owner, input.generationId, textEntries(['Hi']), NOON)
    const everything = async () => ({
      session: await sessions.isValid(owner, session, NOON),
      chat: await chats.get(owner, chat.id),
      page: await messages.list(owner, chat.id, { limit: 9 }),
      log: await generations.read(owner, chat.id, input.generationId, 0),
      stopped: (await generations.append(owner, input.generationId, [], NOON)).stopRequested,
      lastModel: await chats.lastModel(owner),
    })
    const before = await everything()

    // A stranger with a chat of their own is told as little as one with none.
    const own = await newChat(store, stranger, 'Own')
    const there = { chat: chat.id, message: reply.id, generation: input.generationId, session }
    const nowhere = {
      chat: toChatId(chat.id + 1000),
      message: newMessageId(),
      generation: newGenerationId(),
      session: newSessionId(),
    }
    const asks: ((target: typeof there) => Promise<unknown>)[] = [
      (to) => sessions.isValid(stranger, to.session, NOON),
      (to) => sessions.revoke(stranger, to.session),
      (to) => chats.get(stranger, to.chat),
      (to) => chats.update(stranger, to.chat, { name: 'x', pinned: true }),
      (to) => chats.trash(stranger, to.chat, NOON),
      (to) => chats.restore(stranger, to.chat, NOON),
      (to) => messages.list(stranger, to.chat, { limit: 9 }),
      (to) => messages.list(stranger, to.chat, { limit: 9, before: 'x' }),
      (to) => messages.get(stranger, to.chat, to.message),
      (to) => messages.get(stranger, own.id, to.message),
      (to) => generations.begin(stranger, turn(to.chat, { id: 'q' })),
      (to) => generations.begin(stranger, turn(own.id, { parentId: to.message })),
      (to) => generations.append(stranger, to.generation, textEntries(['!'], 2), NOON),
      (to) => generations.finish(stranger, to.generation, ending()),
      (to) => generations.running(stranger, to.chat),
      (to) => generations.read(stranger, to.chat, to.generation, 0),
      (to) => generations.read(stranger, own.id, to.generation, 0),
      (to) => generations.requestStop(stranger, to.chat),
      (to) => generations.requestStop(stranger, to.chat, to.generation),
      (to) => generations.requestStop(stranger, own.id, to.generation),
      (to) => generations.reap({ owner: stranger, chat: to.chat }, NOON + 1, NOON),
    ]
    for (const ask of asks) expect(await ask(there), ask.toString()).toEqual(await ask(nowhere))
    expect(await chats.restore(stranger, trashed.id, NOON)).toBeNull()
    await sessions.revokeAll(stranger)
    expect(await chats.list(stranger, { limit: 9 })).toEqual({ chats: [own], nextCursor: null })
    expect(await chats.list(stranger, { limit: 9, query: 'secret' })).toEqual({ chats: [], nextCursor: null })
    expect(await generations.runningChats(stranger)).toEqual([])
    expect(await chats.lastModel(stranger)).toBeNull()

    expect(await everything()).toEqual(before)
    expect(await messages.get(owner, chat.id, userMessage.id)).toEqual(userMessage)
  })

  describe('two instances on the same data', () => {
    test('see each other’s writes', async () => {
      const { store } = at
      const other = await at.reopen()
      const owner = await newUser(store)
      const chat = await newChat(other, owner, 'Shared')
      const { input, reply } = await begin(store, owner, turn(chat.id))
      const { generationId } = input
      await store.generations.append(owner, generationId, textEntries(['Hi ', 'you']), NOON)
      expect((await other.generations.read(owner, chat.id, generationId, 0))?.entries).toHaveLength(2)
      await other.generations.append(owner, generationId, textEntries(['!'], 6), NOON)
      expect(await other.generations.finish(owner, generationId, ending({ content: 'Hi you!' }))).toBe(true)
      expect(await store.generations.finish(owner, generationId, ending())).toBe(false)
      expect((await store.messages.get(owner, chat.id, reply.id))?.content).toBe('Hi you!')
      expect(await store.chats.list(owner, { limit: 9, query: 'shared you' })).toMatchObject({
        chats: [{ id: chat.id }],
      })
    })

    test('lose nothing when they write at once', async () => {
      const { store } = at
      const other = await at.reopen()
      const owner = await newUser(store)
      const chat = await newChat(store, owner)
      const turns = Array.from({ length: 16 }, (_, index) =>
        begin(index % 2 ? other : store, owner, turn(chat.id)),
      )
      const begun = await Promise.all(turns)
      expect((await store.chats.get(owner, chat.id))?.messageCount).toBe(32)
      expect(await other.generations.running(owner, chat.id)).toHaveLength(16)
      const orders = await store.messages.list(owner, chat.id, { limit: 200 })
      expect(orders).toMatchObject({ messages: { length: 32 } })
      expect(new Set(begun.map(({ userMessage }) => userMessage.parentId)).size).toBe(16)
    })
  })

  test('a store that works passes its check, and can be closed twice', async () => {
    await at.store.check()
    await at.store.close()
    await at.store.close()
  })
}
