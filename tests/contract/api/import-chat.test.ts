import type { UIMessageChunk } from 'ai'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Chat, StoredMessage } from '../../../lib/domain/chat.ts'
import type { Receipt } from '../../../lib/domain/receipt.ts'
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

/** What a page knows of a reply when it has come to its end. */
function endOf(parts: UIMessageChunk[]) {
  const finish = parts.find((part) => part.type === 'finish')
  // The cast stands beside the parse: the test looks at the fields that it asserts.
  const { receipt } = (finish?.messageMetadata ?? {}) as { receipt?: Receipt }
  return { finishReason: finish?.finishReason, receipt }
}

describe('a chat that begins with a conversation', () => {
  test('keeps a reply that failed before its first word, whatever else its error tells', async () => {
    const data = { code: 'context_too_long', message: 'Too long.', requestId: 'req_1' }
    const error = { statusCode: 400, statusMessage: 'Bad Request', data }
    const chat = await imported({
      model,
      messages: [
        { role: 'user', content: 'Which tide?' },
        {
          role: 'assistant',
          content: '',
          status: 'failed',
          error: { ...error, data: { ...data, estimatedTokens: 9000, limitTokens: 8192 } },
        },
      ],
    })
    const [, reply] = await messagesOf(chat)
    expect(reply).toMatchObject({ content: '', status: 'failed', error })
  })

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

  test('keeps how a reply came about and ended, and makes no use of it', async () => {
    const other = await signedInClient()
    const question = '/say 3'
    const { text, parts } = await other.ask(model, {
      chatId: 0,
      question,
      query: { is_playground: 'true' },
    })
    const { finishReason, receipt } = endOf(parts)
    expect(receipt?.usage?.outputTokens).toBeGreaterThan(0)
    const usage = await other.expectJson('GET', '/api/usage')
    const { chat } = await other.expectJson<{ chat: Chat }>('POST', '/api/chats', {
      model,
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: text, status: 'stopped', finishReason, receipt },
      ],
    })
    const [, reply] = await other.messages(chat.id)
    expect(reply).toMatchObject({ content: text, status: 'stopped', finishReason, error: null })
    expect([reply?.receipt, reply?.usage]).toEqual([receipt, receipt?.usage])
    expect(await other.expectJson('GET', '/api/usage')).toEqual(usage)
  })

  test('keeps that a reply broke off and why, but not the wait of then', async () => {
    const error = {
      statusCode: 500,
      statusMessage: 'Internal Server Error',
      data: { code: 'upstream_overloaded', message: 'It is busy.', requestId: 'req_1', retryable: true },
    }
    const told = { ...error, data: { ...error.data, retryAfter: 30 } }
    const chat = await imported({
      model,
      messages: [
        { role: 'user', content: 'Which tide?' },
        { role: 'assistant', content: 'The', status: 'failed', error: told },
      ],
    })
    expect((await messagesOf(chat))[1]).toMatchObject({ status: 'failed', finishReason: 'error', error })
    expect((await messagesOf(chat))[1]?.error).toEqual(error)
  })

  const usage = { inputTokens: 1, outputTokens: 2, reasoningTokens: 0, estimated: false }
  test.each([
    ['a receipt of no shape', { receipt: { usage } }, 'messages.1.receipt.model'],
    ['an unknown field', { recipt: null }, 'messages.1.recipt'],
    ['a reply that still runs', { status: 'streaming' }, 'messages.1.status'],
    ['an error of a whole reply', { error: { statusCode: 500 } }, 'messages.1.error.statusMessage'],
  ])('%s is refused by its name', async (_what, more, path) => {
    const response = await client.send('POST', '/api/chats', {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b', ...more },
      ],
    })
    const { data } = (await response.json()) as { data: { issues: { path: string }[] } }
    expect([response.status, data.issues.map((issue) => issue.path)]).toEqual([
      400,
      expect.arrayContaining([path]),
    ])
  })

  test.each([
    ['a question with a receipt', [{ role: 'user', content: 'a', status: 'complete' }]],
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
    [
      'a whole reply without a text',
      [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: '' },
      ],
    ],
    ['an unknown model', [{ role: 'user', content: 'a', model: 'nobody/nothing' }]],
  ])('%s is refused and leaves nothing', async (_what, messages) => {
    const other = await signedInClient()
    const response = await other.send('POST', '/api/chats', { messages })
    expect(response.status).toBe(400)
    expect((await response.json()) as object).toMatchObject({ data: { code: 'invalid_body' } })
    expect(await other.expectJson('GET', '/api/chats')).toEqual({ chats: [], nextCursor: null })
  })
})
