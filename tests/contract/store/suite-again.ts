import { describe, expect, test } from 'vitest'
import type { MessageStatus } from '../../../lib/domain/chat.ts'
import {
  begin,
  emptyChat,
  ending,
  NOON,
  newChat,
  type OpenStore,
  storeOfEachTest,
  talk,
  turn,
} from './fixture.ts'

export function describeAgain(open: OpenStore): void {
  const at = storeOfEachTest(open)
  const world = () => emptyChat(at.store)

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
}
