import { beforeAll, describe, expect, test } from 'vitest'
import type { Chat, StoredMessage } from '../../../lib/domain/chat.ts'
import type { Client } from '../../support/client.ts'
import { signedInClient } from '../../support/shared-stack.ts'

const model = 'google/gemma-2-27b-it'

let client: Client
beforeAll(async () => {
  client = await signedInClient()
})

async function imported(body: object): Promise<Chat> {
  const response = await client.send('POST', '/api/chats', body)
  expect(response.status).toBe(201)
  return ((await response.json()) as { chat: Chat }).chat
}
const messagesOf = async ({ id }: Chat) =>
  (await client.expectJson<{ messages: StoredMessage[] }>('GET', `/api/chats/${id}/messages`)).messages

describe('a chat that begins with a conversation', () => {
  test('keeps every message in its order, each answering the one before, and is named by its first question', async () => {
    const chat = await imported({
      model,
      messages: [
        { role: 'user', content: 'Which tide?' },
        {
          role: 'assistant',
          content: 'The spring tide.',
          model: 'openrouter/deepseek-chat',
          reasoning: 'Moon.',
        },
        { role: 'user', content: 'And then?' },
        { role: 'assistant', content: 'The neap tide.' },
      ],
    })
    expect(chat).toMatchObject({ name: 'Which tide?', model, messageCount: 4 })
    const messages = await messagesOf(chat)
    expect(messages.map(({ role, content, status }) => [role, content, status])).toEqual([
      ['user', 'Which tide?', 'complete'],
      ['assistant', 'The spring tide.', 'complete'],
      ['user', 'And then?', 'complete'],
      ['assistant', 'The neap tide.', 'complete'],
    ])
    expect(messages.slice(1).map(({ parentId }) => parentId)).toEqual(
      messages.slice(0, 3).map(({ id }) => id),
    )
    expect(messages.map((message) => message.model)).toEqual([null, 'openrouter/deepseek-chat', null, model])
    expect(messages[1]?.reasoning).toBe('Moon.')
  })

  test('is found by its words and goes on like any other', async () => {
    const chat = await imported({ model, messages: [{ role: 'user', content: 'Where do puffins breed?' }] })
    const found = await client.expectJson<{ chats: Chat[] }>('GET', '/api/chats?q=puffins')
    expect(found.chats.map(({ id }) => id)).toEqual([chat.id])
    const [, stopped] = await messagesOf(chat)
    expect(stopped).toMatchObject({ role: 'assistant', content: '', status: 'stopped' })
    await client.ask(model, { chatId: chat.id, question: '/say 2' })
    expect(await messagesOf(chat)).toHaveLength(4)
  })

  test.each([
    ['a reply first', [{ role: 'assistant', content: 'Hello' }]],
    [
      'two replies in a row',
      [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'assistant', content: 'c' },
      ],
    ],
    ['another role', [{ role: 'system', content: 'a' }]],
    ['no text', [{ role: 'user', content: ' ' }]],
    ['an unknown model', [{ role: 'user', content: 'a', model: 'nobody/nothing' }]],
  ])('%s is refused and leaves nothing', async (_what, messages) => {
    const other = await signedInClient()
    const response = await other.send('POST', '/api/chats', { messages })
    expect(response.status).toBe(400)
    expect((await response.json()) as object).toMatchObject({ data: { code: 'invalid_body' } })
    expect(await other.expectJson('GET', '/api/chats')).toEqual({ chats: [], nextCursor: null })
  })
})
