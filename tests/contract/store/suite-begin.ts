import { describe, expect, test } from 'vitest'
import { toChatId, toMessageId } from '../../../lib/domain/ids.ts'
import {
  begin,
  emptyChat,
  messagesOf,
  NOON,
  newChat,
  type OpenStore,
  storeOfEachTest,
  talk,
  turn,
} from './fixture.ts'

export function describeBegin(open: OpenStore): void {
  const at = storeOfEachTest(open)
  const world = () => emptyChat(at.store)

  describe('begin', () => {
    test('stores the question, an empty reply below it, and the chat’s activity, model and name', async () => {
      const { owner, chat } = await world()
      const input = turn(chat.id, { id: 'q', content: 'Why?', title: 'Why', model: 'a/b', now: NOON + 7 })
      const begun = await begin(at.store, owner, input)
      const createdAt = new Date(NOON + 7).toISOString()
      expect(begun.chat).toEqual({
        ...chat,
        name: 'Why',
        model: 'a/b',
        updatedAt: createdAt,
        messageCount: 2,
      })
      expect(await at.store.chats.get(owner, chat.id)).toEqual(begun.chat)
      expect(begun.userMessage).toMatchObject({
        id: 'q',
        content: 'Why?',
        parentId: null,
        role: 'user',
        createdAt,
      })
      expect(begun.reply).toMatchObject({
        id: input.replyId,
        generationId: input.generationId,
        parentId: 'q',
        role: 'assistant',
        content: '',
        reasoning: null,
        model: 'a/b',
        status: 'streaming',
        createdAt,
      })
      expect(await messagesOf(at.store, owner, chat.id)).toEqual([begun.userMessage, begun.reply])
    })

    test('names a chat the first time alone', async () => {
      const { owner, chat } = await world()
      await talk(at.store, owner, chat.id, { title: 'First' })
      await talk(at.store, owner, chat.id, { title: 'Second' })
      expect((await at.store.chats.get(owner, chat.id))?.name).toBe('First')
    })

    test.each(['Mine', 'New chat'])('leaves the name %j that a person gave', async (name) => {
      const { owner, chat } = await world()
      await at.store.chats.update(owner, chat.id, { name })
      await talk(at.store, owner, chat.id, { title: 'First' })
      expect((await at.store.chats.get(owner, chat.id))?.name).toBe(name)
      const named = await newChat(at.store, owner, name)
      expect((await talk(at.store, owner, named.id)).chat.name).toBe(name)
    })

    test('needs a chat of the owner’s', async () => {
      const { owner, chat } = await world()
      const missing = turn(toChatId(chat.id + 1000))
      expect(await at.store.generations.begin(owner, missing)).toEqual({ kind: 'chat-missing' })
    })

    test('gives its answer again when the very same call is repeated', async () => {
      const { owner, chat, ids } = await world()
      const { input, ...begun } = await begin(at.store, owner, turn(chat.id))
      expect(await at.store.generations.begin(owner, input)).toEqual(begun)
      expect(await ids()).toHaveLength(2)
    })
  })

  describe('the parent of a question', () => {
    test('is the newest message of the chat', async () => {
      const { owner, chat } = await world()
      const first = await talk(at.store, owner, chat.id)
      const second = await talk(at.store, owner, chat.id)
      expect(second.userMessage.parentId).toBe(first.reply.id)
    })

    test('is the message that is named', async () => {
      const { owner, chat } = await world()
      const first = await talk(at.store, owner, chat.id)
      await talk(at.store, owner, chat.id)
      const branch = await talk(at.store, owner, chat.id, { parentId: first.reply.id })
      expect(branch.userMessage.parentId).toBe(first.reply.id)
      const beside = await talk(at.store, owner, chat.id, { parentId: first.userMessage.id })
      expect(beside.userMessage.parentId).toBe(first.userMessage.id)
    })

    test('is nothing where a question begins the chat anew', async () => {
      const { owner, chat } = await world()
      await talk(at.store, owner, chat.id)
      const anew = await talk(at.store, owner, chat.id, { parentId: null })
      expect(anew.userMessage.parentId).toBeNull()
      expect((await messagesOf(at.store, owner, chat.id)).map(({ parentId }) => parentId)).toContain(null)
      expect((await talk(at.store, owner, chat.id)).userMessage.parentId).toBe(anew.reply.id)
    })

    test('must be of the same chat', async () => {
      const { owner, chat, ids } = await world()
      const other = await newChat(at.store, owner)
      const { reply } = await talk(at.store, owner, other.id)
      for (const parentId of [reply.id, toMessageId('nobody')])
        expect(await at.store.generations.begin(owner, turn(chat.id, { parentId }))).toEqual({
          kind: 'parent-missing',
        })
      expect(await ids()).toEqual([])
      expect(await at.store.chats.get(owner, chat.id)).toEqual(chat)
    })

    test('does not matter to a question that is stored', async () => {
      const { owner, chat } = await world()
      await talk(at.store, owner, chat.id, { id: 'q' })
      const again = turn(chat.id, { id: 'q', parentId: toMessageId('nobody') })
      expect(await at.store.generations.begin(owner, again)).toMatchObject({ kind: 'existing' })
    })
  })

  describe('a reply whose process is gone', () => {
    test('is interrupted by the next turn of the chat', async () => {
      const { owner, chat } = await world()
      const other = await newChat(at.store, owner)
      const dead = await begin(at.store, owner, turn(chat.id, { id: 'q', now: NOON }))
      await at.store.generations.append(
        owner,
        dead.input.generationId,
        [{ type: 'text', text: 'Hal', position: 0 }],
        NOON,
      )
      const elsewhere = await begin(at.store, owner, turn(other.id, { now: NOON }))
      const again = await begin(
        at.store,
        owner,
        turn(chat.id, { id: 'q', now: NOON + 1, staleBefore: NOON + 1 }),
      )
      const [, first, second] = await messagesOf(at.store, owner, chat.id)
      expect(first).toMatchObject({ id: dead.reply.id, status: 'interrupted', content: 'Hal' })
      expect(second).toEqual(again.reply)
      expect((await at.store.messages.get(owner, other.id, elsewhere.reply.id))?.status).toBe('streaming')
    })

    test('is not taken for gone while it gives signs of life', async () => {
      const { owner, chat } = await world()
      const { input } = await begin(at.store, owner, turn(chat.id, { id: 'q', now: NOON }))
      await at.store.generations.append(owner, input.generationId, [], NOON + 5)
      const again = turn(chat.id, { id: 'q', now: NOON + 6, staleBefore: NOON + 5 })
      expect(await at.store.generations.begin(owner, again)).toMatchObject({ kind: 'existing' })
    })
  })
}
