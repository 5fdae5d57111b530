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
  talk,
  textEntries,
  turn,
} from './fixture.ts'

export function describeChats(open: OpenStore): void {
  const at = storeOfEachTest(open)

  describe('a chat', () => {
    test('begins empty', async () => {
      const owner = await newUser(at.store)
      const chat = await newChat(at.store, owner)
      expect(chat).toEqual({
        id: expect.any(Number),
        name: 'New chat',
        model: 'qwen/Qwen2.5-72B-Instruct',
        pinned: false,
        systemPrompt: null,
        parameters: {},
        createdAt: new Date(NOON).toISOString(),
        updatedAt: new Date(NOON).toISOString(),
        messageCount: 0,
      })
      expect(await at.store.chats.get(owner, chat.id)).toEqual(chat)
      expect((await newChat(at.store, owner, 'Mine')).id).toBeGreaterThan(chat.id)
    })

    test('changes where a patch says so, and nowhere else', async () => {
      const { chats } = at.store
      const owner = await newUser(at.store)
      const chat = await newChat(at.store, owner, 'Mine')
      const parameters = { temperature: 0.5, topP: 0.9, maxTokens: 100 }
      const changed = { name: 'Ours', model: 'a/b', pinned: true, systemPrompt: 'Be “brief” 🙂', parameters }
      expect(await chats.update(owner, chat.id, changed)).toEqual({ ...chat, ...changed })
      expect(await chats.update(owner, chat.id, {})).toEqual({ ...chat, ...changed })
      expect(await chats.update(owner, chat.id, { name: undefined, systemPrompt: undefined })).toEqual({
        ...chat,
        ...changed,
      })
      expect(await chats.update(owner, chat.id, { parameters: { topP: 1 }, systemPrompt: null })).toEqual({
        ...chat,
        ...changed,
        parameters: { topP: 1 },
        systemPrompt: null,
      })
      expect((await chats.update(owner, chat.id, { systemPrompt: '' }))?.systemPrompt).toBe('')
      expect((await chats.update(owner, chat.id, { pinned: false }))?.pinned).toBe(false)
      expect((await chats.get(owner, chat.id))?.parameters).toEqual({ topP: 1 })
    })

    test('counts its messages', async () => {
      const owner = await newUser(at.store)
      const { id } = await newChat(at.store, owner)
      await talk(at.store, owner, id, { id: 'q' })
      await talk(at.store, owner, id, { id: 'q', trigger: 'regenerate' })
      expect((await at.store.chats.get(owner, id))?.messageCount).toBe(3)
    })
  })

  describe('the list', () => {
    const names = (owner: UserId) => chatNames(at.store, owner)

    test('has the newest activity first, which renaming, pinning and settings are not', async () => {
      const { chats } = at.store
      const owner = await newUser(at.store)
      const first = await newChat(at.store, owner, 'first', NOON)
      await newChat(at.store, owner, 'second', NOON + 1)
      await newChat(at.store, owner, 'third', NOON + 2)
      expect(await names(owner)).toEqual(['third', 'second', 'first'])
      await chats.update(owner, first.id, { name: 'FIRST', pinned: true, systemPrompt: 'x', model: 'a/b' })
      expect(await names(owner)).toEqual(['third', 'second', 'FIRST'])
      const { input } = await begin(at.store, owner, turn(first.id, { now: NOON + 3 }))
      expect(await names(owner)).toEqual(['FIRST', 'third', 'second'])
      await newChat(at.store, owner, 'fourth', NOON + 4)
      expect(await names(owner)).toEqual(['fourth', 'FIRST', 'third', 'second'])
      await at.store.generations.finish(owner, input.generationId, ending({ now: NOON + 5 }))
      expect(await names(owner)).toEqual(['FIRST', 'fourth', 'third', 'second'])
      expect((await chats.get(owner, first.id))?.updatedAt).toBe(new Date(NOON + 5).toISOString())
    })

    async function pages(owner: UserId, limit: number, between?: () => Promise<unknown>, query?: string) {
      const found: ChatId[] = []
      for (let cursor: string | undefined; ; await between?.()) {
        const page = await at.store.chats.list(owner, { limit, cursor, query })
        if (page === 'invalid-cursor') throw new Error(page)
        expect(page.chats.length).toBeLessThanOrEqual(limit)
        found.push(...page.chats.map((chat) => chat.id))
        if (page.nextCursor === null) return found
        cursor = page.nextCursor
      }
    }

    test.each([['all'], ['those found']])(
      'comes in pages (%s), with ties by id, while new chats arrive',
      async (which) => {
        const query = which === 'all' ? undefined : 'tie'
        const owner = await newUser(at.store)
        const ids: ChatId[] = []
        for (let index = 0; index < 12; index++)
          ids.push((await newChat(at.store, owner, 'tie', NOON + Math.floor(index / 4))).id)
        let more = 0
        const arrive = () => newChat(at.store, owner, 'tie', NOON + 100 + more++)
        expect(await pages(owner, 5, arrive, query)).toEqual(ids.toReversed())
        expect(more).toBe(2)
      },
    )

    test('has no further page when the last one is full', async () => {
      const owner = await newUser(at.store)
      for (let index = 0; index < 4; index++) await newChat(at.store, owner, 'x', NOON + index)
      expect(await at.store.chats.list(owner, { limit: 4 })).toMatchObject({ nextCursor: null })
      expect(await pages(owner, 2)).toHaveLength(4)
    })

    test.each(['', 'x', '-', '1', '1-', '1-2-3', '1.5-2', '-1-2', '1-2 ', '9'.repeat(40)])(
      'refuses the cursor %j',
      async (cursor) => {
        const owner = await newUser(at.store)
        expect(await at.store.chats.list(owner, { limit: 5, cursor })).toBe('invalid-cursor')
        expect(await at.store.chats.list(owner, { limit: 5, cursor, query: 'x' })).toBe('invalid-cursor')
      },
    )
  })

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

  test('the model last used is that of the newest turn in any chat', async () => {
    const { chats } = at.store
    const owner = await newUser(at.store)
    expect(await chats.lastModel(owner)).toBeNull()
    const [one, other] = [await newChat(at.store, owner), await newChat(at.store, owner)]
    expect(await chats.lastModel(owner)).toBeNull()
    await begin(at.store, owner, turn(one.id, { model: 'a/one' }))
    await begin(at.store, owner, turn(other.id, { model: 'a/two' }))
    expect(await chats.lastModel(owner)).toBe('a/two')
    expect((await chats.get(owner, one.id))?.model).toBe('a/one')
    await begin(at.store, owner, turn(one.id, { model: 'a/three' }))
    expect(await chats.lastModel(owner)).toBe('a/three')
    expect(await chats.lastModel(await newUser(at.store))).toBeNull()
  })
}
