import { describe, expect, test } from 'vitest'
import type { MessageStatus } from '../../../lib/domain/chat.ts'
import { toChatId, toMessageId } from '../../../lib/domain/ids.ts'
import {
  begin,
  ending,
  messagesOf,
  NOON,
  newChat,
  newUser,
  type OpenStore,
  storeOfEachTest,
  talk,
  turn,
} from './fixture.ts'

export function describeBegin(open: OpenStore): void {
  const at = storeOfEachTest(open)
  async function world() {
    const owner = await newUser(at.store)
    const chat = await newChat(at.store, owner)
    return {
      owner,
      chat,
      ids: async () => (await messagesOf(at.store, owner, chat.id)).map((message) => message.id),
    }
  }

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

  describe('the same message id again', () => {
    test.each(['streaming', 'complete'] as const)(
      'gives the reply that is %s and writes nothing',
      async (status) => {
        const { owner, chat, ids } = await world()
        const { reply, input } = await begin(at.store, owner, turn(chat.id, { id: 'q' }))
        if (status === 'complete') await at.store.generations.finish(owner, input.generationId, ending())
        const before = await at.store.chats.get(owner, chat.id)
        const outcome = await at.store.generations.begin(
          owner,
          turn(chat.id, { id: 'q', content: 'other', now: NOON + 9 }),
        )
        expect(outcome).toMatchObject({ kind: 'existing', reply: { id: reply.id, status } })
        expect(await at.store.chats.get(owner, chat.id)).toEqual(before)
        expect(await ids()).toHaveLength(2)
      },
    )

    test.each(['failed', 'stopped', 'interrupted'] as const)(
      'begins a reply beside the one that is %s',
      async (status) => {
        const { owner, chat, ids } = await world()
        const first = await talk(at.store, owner, chat.id, { id: 'q' }, { status })
        const again = await begin(at.store, owner, turn(chat.id, { id: 'q', content: 'other' }))
        expect(again.userMessage).toEqual(first.userMessage)
        expect(again.reply.parentId).toBe('q')
        expect(await ids()).toEqual(['q', first.reply.id, again.reply.id])
        expect(await at.store.generations.begin(owner, turn(chat.id, { id: 'q' }))).toMatchObject({
          kind: 'existing',
          reply: { id: again.reply.id },
        })
      },
    )

    test('goes by the newest reply', async () => {
      const { owner, chat } = await world()
      await talk(at.store, owner, chat.id, { id: 'q' })
      const failed: MessageStatus = 'failed'
      await talk(at.store, owner, chat.id, { id: 'q', trigger: 'regenerate' }, { status: failed })
      expect(await at.store.generations.begin(owner, turn(chat.id, { id: 'q' }))).toMatchObject({
        kind: 'begun',
      })
    })

    test('begins once of many at once', async () => {
      const { owner, chat, ids } = await world()
      const other = await at.reopen()
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          (index % 2 ? other : at.store).generations.begin(owner, turn(chat.id, { id: 'q' })),
        ),
      )
      const begun = outcomes.filter((outcome) => outcome.kind === 'begun')
      expect(begun).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome.kind === 'existing')).toHaveLength(7)
      expect(await ids()).toEqual(['q', begun[0]?.reply.id])
    })

    test('is another message in another chat', async () => {
      const { owner, chat } = await world()
      const other = await newChat(at.store, owner)
      await talk(at.store, owner, chat.id, { id: 'q', content: 'one' })
      expect((await talk(at.store, owner, other.id, { id: 'q', content: 'two' })).userMessage.content).toBe(
        'two',
      )
    })

    test('cannot be one that a reply has: the question gets an id of its own', async () => {
      const { owner, chat } = await world()
      const { reply } = await talk(at.store, owner, chat.id)
      for (const trigger of ['submit', 'regenerate'] as const) {
        const input = turn(chat.id, { id: reply.id, trigger, content: trigger })
        expect((await begin(at.store, owner, input)).userMessage).toMatchObject({
          id: input.userMessage.newId,
          content: trigger,
        })
      }
    })
  })

  describe('regenerate', () => {
    test('gives another reply to the message with the id', async () => {
      const { owner, chat, ids } = await world()
      const first = await talk(at.store, owner, chat.id, { id: 'q-1' })
      const second = await talk(at.store, owner, chat.id, { id: 'q-2' })
      const again = await begin(at.store, owner, turn(chat.id, { id: 'q-1', trigger: 'regenerate' }))
      expect(again.userMessage).toEqual(first.userMessage)
      expect(again.reply.parentId).toBe('q-1')
      expect(again.chat.messageCount).toBe(5)
      expect(await ids()).toEqual(['q-1', first.reply.id, 'q-2', second.reply.id, again.reply.id])
    })

    test('gives it also while another reply runs', async () => {
      const { owner, chat } = await world()
      await begin(at.store, owner, turn(chat.id, { id: 'q' }))
      await begin(at.store, owner, turn(chat.id, { id: 'q', trigger: 'regenerate' }))
      expect(await at.store.generations.running(owner, chat.id)).toHaveLength(2)
    })

    test('without an id goes to the newest question', async () => {
      const { owner, chat } = await world()
      await talk(at.store, owner, chat.id, { id: 'q-1' })
      await talk(at.store, owner, chat.id, { id: 'q-2' })
      await talk(at.store, owner, chat.id, { id: 'q-1', trigger: 'regenerate' })
      expect((await begin(at.store, owner, turn(chat.id, { trigger: 'regenerate' }))).reply.parentId).toBe(
        'q-2',
      )
    })

    test.each([
      ['an unknown id', 'q'],
      ['an empty chat', undefined],
    ])('of %s is a submit', async (_what, id) => {
      const { owner, chat } = await world()
      const input = turn(chat.id, { id, trigger: 'regenerate', content: 'Hello' })
      const { userMessage } = await begin(at.store, owner, input)
      expect(userMessage).toMatchObject({ id: id ?? input.userMessage.newId, content: 'Hello' })
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
