import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type MessageId, newMessageId } from '../../../lib/domain/ids.ts'
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
import { error, receipt, usage } from './reply-facts.ts'

export function describeMessages(open: OpenStore): void {
  const at = storeOfEachTest(open)

  describe('messages', () => {
    test('are kept with all that belongs to them', async () => {
      const owner = await newUser(at.store)
      const { id: chatId } = await newChat(at.store, owner)
      const answer = {
        content: 'Hi',
        reasoning: 'Hm',
        usage,
        receipt,
        error,
        status: 'failed',
        finishReason: 'error',
      } as const
      const { input } = await begin(at.store, owner, turn(chatId, { id: 'q-1', content: 'Hello' }))
      await at.store.generations.finish(owner, input.generationId, ending(answer))
      const createdAt = new Date(NOON).toISOString()
      const nothing = {
        reasoning: null,
        finishReason: null,
        usage: null,
        receipt: null,
        error: null,
        createdAt,
        chatId,
      }
      const question = {
        id: 'q-1',
        generationId: null,
        parentId: null,
        role: 'user',
        content: 'Hello',
        model: null,
      }
      const reply = {
        id: input.replyId,
        generationId: input.generationId,
        parentId: 'q-1',
        role: 'assistant',
      }
      expect(await messagesOf(at.store, owner, chatId)).toEqual([
        { ...nothing, ...question, status: 'complete' },
        { ...nothing, ...reply, model: input.model, ...answer },
      ])
    })

    test('are found one by one', async () => {
      const owner = await newUser(at.store)
      const [one, other] = [await newChat(at.store, owner), await newChat(at.store, owner)]
      const { userMessage, reply } = await begin(at.store, owner, turn(one.id))
      expect(await at.store.messages.get(owner, one.id, userMessage.id)).toEqual(userMessage)
      expect(await at.store.messages.get(owner, one.id, reply.id)).toEqual(reply)
      expect(await at.store.messages.get(owner, other.id, reply.id)).toBeNull()
      for (const id of [newMessageId(), `${reply.id}.content` as MessageId, 'newest-question' as MessageId])
        expect(await at.store.messages.get(owner, one.id, id)).toBeNull()
    })

    test('come in the order of storing, whatever the clock says', async () => {
      const owner = await newUser(at.store)
      const { id } = await newChat(at.store, owner)
      const ids = []
      for (const now of [NOON, NOON - 5000, NOON + 5000, NOON - 9000]) {
        const { userMessage, reply } = await talk(at.store, owner, id, { now })
        ids.push(userMessage.id, reply.id)
      }
      expect((await messagesOf(at.store, owner, id)).map((message) => message.id)).toEqual(ids)
    })

    test('come in pages from the newest back, unmoved by new ones', async () => {
      const owner = await newUser(at.store)
      const [chat, other] = [await newChat(at.store, owner), await newChat(at.store, owner)]
      const ids: MessageId[] = []
      for (let index = 0; index < 4; index++) {
        const { userMessage, reply } = await talk(at.store, owner, chat.id)
        ids.push(userMessage.id, reply.id)
        await talk(at.store, owner, other.id)
      }
      let seen: MessageId[] = []
      for (let before: string | null | undefined; before !== null; await talk(at.store, owner, chat.id)) {
        const page = await at.store.messages.list(owner, chat.id, { limit: 3, before })
        if (page === null || page === 'invalid-cursor') throw new Error(`no page: ${page}`)
        expect(page.messages.length).toBe(page.nextBefore === null ? 2 : 3)
        seen = [...page.messages.map((message) => message.id), ...seen]
        before = page.nextBefore
      }
      expect(seen).toEqual(ids)
    })

    test('end with a page that is full', async () => {
      const owner = await newUser(at.store)
      const { id } = await newChat(at.store, owner)
      expect(await at.store.messages.list(owner, id, { limit: 2 })).toEqual({
        messages: [],
        nextBefore: null,
      })
      await talk(at.store, owner, id)
      expect(await at.store.messages.list(owner, id, { limit: 2 })).toMatchObject({ nextBefore: null })
    })

    test.each(['', 'x', '-1', '1.5', '1e3', '+inf', '(5', ' 1', '9'.repeat(40)])(
      'refuse %j as `before`',
      async (before) => {
        const owner = await newUser(at.store)
        const { id } = await newChat(at.store, owner)
        expect(await at.store.messages.list(owner, id, { limit: 5, before })).toBe('invalid-cursor')
      },
    )
  })

  describe('a text', () => {
    async function kept(content: string): Promise<(string | null)[]> {
      const owner = await newUser(at.store)
      const { id } = await newChat(at.store, owner, content)
      await at.store.chats.update(owner, id, { systemPrompt: content })
      const answer = { content, reasoning: content }
      const { userMessage } = await talk(at.store, owner, id, { content }, answer)
      const [question, reply] = await messagesOf(at.store, owner, id)
      const chat = await at.store.chats.get(owner, id)
      const texts = [userMessage.content, question?.content, reply?.content, reply?.reasoning]
      return [...texts, chat?.name, chat?.systemPrompt].map((text) => text ?? null)
    }

    test.each([
      ['digits', '123'],
      ['JSON', '{"a":[1,null]}'],
      ['null', 'null'],
      ['OK', 'OK'],
      ['base64', 'T0s='],
      ['emoji', '👩‍👩‍👧 🇩🇪 ❤️'],
      ['signs of Lua, SQL and redis', `]] '" \\ % -- \r\n*3\r\n$-1\r\n {neptun}`],
      ['control characters', 'a\0b\u0001\u001b\u007f\u2028\ufeff'],
      ['nothing', ''],
      ['white space', ' \n\t '],
    ])('of %s comes back as it was', async (_what, text) => {
      expect(await kept(text)).toEqual(Array(6).fill(text))
    })

    test('of any characters comes back as it was', { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
          expect(await kept(text)).toEqual(Array(6).fill(text))
        }),
        { numRuns: 30 },
      )
    })

    test('has U+FFFD where half a surrogate pair stood', async () => {
      expect(await kept('a\ud83d b\ude00\ud83d\ude00')).toEqual(Array(6).fill('a\ufffd b\ufffd\u{1f600}'))
    })

    test('of 1 MiB comes back as it was', async () => {
      const unit = 'Ein Satz mit Umläuten und 🙂. '
      const text = unit.repeat(Math.ceil((1024 * 1024) / Buffer.byteLength(unit)))
      const owner = await newUser(at.store)
      const { id } = await newChat(at.store, owner)
      await talk(at.store, owner, id, { content: text }, { content: text, reasoning: text })
      const [question, reply] = await messagesOf(at.store, owner, id)
      expect(question?.content === text && reply?.content === text && reply.reasoning === text).toBe(true)
    })
  })
}
