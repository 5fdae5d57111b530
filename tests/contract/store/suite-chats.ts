import { describe, expect, test } from 'vitest'
import type { ChatId, UserId } from '../../../lib/domain/ids.ts'
import {
  begin,
  chatNames,
  ending,
  NOON,
  newChat,
  newUser,
  type OpenStore,
  storeOfEachTest,
  talk,
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
