import { describe, expect, test, vi } from 'vitest'
import { fromStored } from '../../../components/chat/chat-message.ts'
import { ChatSession } from '../../../components/chat/chat-session.ts'
import { CONTINUATION, isContinuation } from '../../../components/chat/continuation.ts'
import { describeError } from '../../../components/chat/error-words.ts'
import { ReplyTransport } from '../../../components/chat/reply-transport.ts'
import type { ErrorBody } from '../../../lib/domain/errors.ts'
import { receipt, stored } from './messages.ts'

const signedOut: ErrorBody = {
  statusCode: 401,
  statusMessage: 'Unauthorized',
  data: { code: 'unauthorized', message: 'Sign in first.', requestId: 'req_1' },
}
const limited: ErrorBody = {
  statusCode: 500,
  statusMessage: 'Internal Server Error',
  data: { code: 'upstream_rate_limited', message: 'Wait.', requestId: 'req_2', retryAfter: 30 },
}

describe('a stored reply', () => {
  test('knows when the wait that its fault names is over: counted from when it failed', () => {
    const message = stored({
      id: 'a',
      status: 'failed',
      error: limited,
      receipt: { ...receipt, totalMs: 2000 },
    })
    expect(fromStored(message).metadata?.retryAt).toBe(Date.parse(message.createdAt) + 32_000)
    expect(fromStored(stored({ id: 'b' })).metadata).not.toHaveProperty('retryAt')
  })

  test('knows that it ended because it was the longest possible', () => {
    expect(fromStored(stored({ id: 'a', finishReason: 'length' })).metadata?.isAtLimit).toBe(true)
    expect(fromStored(stored({ id: 'a' })).metadata).not.toHaveProperty('isAtLimit')
  })
})

test('so does one that comes in', async () => {
  const parts = [
    { type: 'start', messageId: 'a' },
    { type: 'finish', finishReason: 'length', messageMetadata: { receipt } },
  ]
  vi.stubGlobal('fetch', async () => {
    const body = parts.map((part) => `data: ${JSON.stringify(part)}\n\n`).join('')
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  })
  const stream = await new ReplyTransport().sendMessages({
    chatId: 'c',
    messages: [],
    abortSignal: undefined,
    trigger: 'submit-message',
    messageId: undefined,
  })
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  expect(chunks).toContainEqual({
    type: 'finish',
    finishReason: 'length',
    messageMetadata: { receipt, isAtLimit: true },
  })
})

describe('a question that was refused for want of a session', () => {
  const open = (messages = [stored({ id: 'q', role: 'user' }), stored({ id: 'a', parentId: 'q' })]) =>
    new ChatSession({
      chatId: 5,
      isPlayground: false,
      model: receipt.model,
      messages: messages.map(fromStored),
    })

  test('is taken back, to be written again', async () => {
    vi.stubGlobal('fetch', async () => Response.json(signedOut, { status: 401 }))
    const session = open()
    session.send('Lost?')
    await vi.waitFor(() => expect(session.chat.status).toBe('error'))
    expect(session.takeBack()).toBe('Lost?')
    expect(session.chat.messages.map(({ id }) => id)).toEqual(['q', 'a'])
    expect(session.takeBack()).toBeNull()
  })

  test('stays where it is stored already', async () => {
    vi.stubGlobal('fetch', async () => Response.json(signedOut, { status: 401 }))
    const session = open()
    session.regenerate('a')
    await vi.waitFor(() => expect(session.chat.status).toBe('error'))
    expect(session.takeBack()).toBeNull()
    expect(session.chat.messages.map(({ id }) => id)).toEqual(['q'])
  })

  test('waits, as the card says, in the field', () => {
    expect(describeError(signedOut)).toMatchObject({ title: 'Your session has ended', blame: 'you' })
    expect(describeError(signedOut).text).toContain('waits in the field')
  })
})

test('what only asks to go on is told from a question', () => {
  expect([CONTINUATION, `${CONTINUATION} Please.`, ''].map(isContinuation)).toEqual([true, false, false])
})
