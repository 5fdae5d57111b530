import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type ChatMessage, fromStored, reasoningOf, textOf } from '../../../components/chat/chat-message.ts'
import { ChatSession } from '../../../components/chat/chat-session.ts'
import { receipt, stored } from './messages.ts'

const errorBody = {
  statusCode: 500,
  statusMessage: 'Internal Server Error',
  data: { code: 'upstream_timeout', message: 'It took too long.', requestId: 'req_9' },
}

const head = {
  type: 'start',
  messageId: 'msg_reply',
  messageMetadata: { chatId: 5, generationId: 'gen_1', model: receipt.model },
}
const finish = { type: 'finish', finishReason: 'stop', messageMetadata: { receipt } }
const text = (delta: string) => [
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta },
  { type: 'text-end', id: 't' },
]

const stream = (...parts: object[]) =>
  new Response([...parts.map((part) => `data: ${JSON.stringify(part)}\n\n`), 'data: [DONE]\n\n'].join(''), {
    headers: { 'content-type': 'text/event-stream' },
  })
const json = (status: number, body: object) => Response.json(body, { status })

type Asked = { method: string; path: string; body: unknown }

/** Answers the page's requests in order and keeps what was asked. */
function server(...answers: (Response | Error)[]): Asked[] {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push({
      method: init.method ?? 'GET',
      path,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : null,
    })
    const answer = answers.shift()
    if (!answer) throw new Error(`nobody expected ${path}`)
    if (answer instanceof Error) throw answer
    return answer
  })
  return asked
}

const open = (init: { chatId?: number | null; isPlayground?: boolean; messages?: ChatMessage[] } = {}) =>
  new ChatSession({ chatId: null, isPlayground: false, messages: [], ...init, model: receipt.model })

const idle = (session: ChatSession) => vi.waitFor(() => expect(session.isRunning).toBe(false))

let created: number[]
beforeEach(() => {
  created = []
})

describe('a conversation', () => {
  test('becomes a chat with its first message, once', async () => {
    const asked = server(
      json(201, { chat: { id: 5 } }),
      stream(head, ...text('Hi'), finish),
      stream({ ...head, messageId: 'msg_2' }, ...text('Again'), finish),
    )
    const session = open()
    session.onCreated = (chatId) => created.push(chatId)
    session.send('Hello?')
    expect(session.chat.messages.map(textOf)).toEqual(['Hello?'])
    await idle(session)
    session.send('And?')
    await idle(session)
    expect(created).toEqual([5])
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/chats',
      `POST /api/ai/${receipt.model}/chat?chat_id=5`,
      `POST /api/ai/${receipt.model}/chat?chat_id=5`,
    ])
    expect(asked[2]?.body).toMatchObject({ parent_id: 'msg_reply', trigger: 'submit-message' })
    expect(session.chat.messages.map(textOf)).toEqual(['Hello?', 'Hi', 'And?', 'Again'])
    expect(session.chat.messages[1]?.id).toBe('msg_reply')
    expect(session.chat.messages[1]?.metadata).toEqual({
      chatId: 5,
      generationId: 'gen_1',
      model: receipt.model,
      receipt,
    })
  })

  test('keeps text, fault and receipt of a reply that broke off', async () => {
    server(stream(head, ...text('Half'), { type: 'error', errorText: JSON.stringify(errorBody) }, finish))
    const session = open({ chatId: 5 })
    session.send('Hello?')
    await idle(session)
    expect(session.chat.error).toBeUndefined()
    const reply = session.chat.messages.at(-1)
    expect(reply && textOf(reply)).toBe('Half')
    expect(reply?.metadata).toMatchObject({ status: 'failed', error: errorBody, receipt })
  })

  test('says that a reply was stopped, also from elsewhere', async () => {
    server(stream(head, ...text('Half'), { type: 'abort', reason: 'stopped' }, finish))
    const session = open({ chatId: 5 })
    session.send('Hello?')
    await idle(session)
    expect(session.chat.messages.at(-1)?.metadata).toMatchObject({ status: 'stopped', receipt })
  })

  test('tries a refused question again as another reply', async () => {
    const asked = server(json(500, errorBody), stream(head, ...text('Hi'), finish))
    const session = open({ chatId: 5 })
    session.send('Hello?')
    await vi.waitFor(() => expect(session.chat.status).toBe('error'))
    expect(session.chat.error?.message).toBe(JSON.stringify(errorBody))
    session.retry()
    await vi.waitFor(() => expect(session.chat.status).toBe('ready'))
    expect(asked[1]?.body).toMatchObject({ trigger: 'regenerate-message' })
    expect(session.chat.messages.map(textOf)).toEqual(['Hello?', 'Hi'])
  })

  test('sends the same question with the same id where no answer came', async () => {
    const asked = server(new TypeError('Failed to fetch'), stream(head, ...text('Hi'), finish))
    const session = open({ chatId: 5 })
    session.send('Hello?')
    await vi.waitFor(() => expect(session.chat.status).toBe('error'))
    session.retry()
    await vi.waitFor(() => expect(session.chat.status).toBe('ready'))
    expect(asked[1]?.body).toEqual(asked[0]?.body)
    expect(session.chat.messages.map(textOf)).toEqual(['Hello?', 'Hi'])
  })

  test('follows a reply that is written elsewhere, in its place', async () => {
    const asked = server(
      stream(
        head,
        { type: 'reasoning-start', id: 'r' },
        { type: 'reasoning-delta', id: 'r', delta: 'Hm' },
        ...text('Hi'),
        finish,
      ),
    )
    const messages = [
      stored({ id: 'q', role: 'user', content: 'Hello?' }),
      stored({ id: 'msg_reply', parentId: 'q', content: '', status: 'streaming' }),
    ].map(fromStored)
    const session = open({ chatId: 5, messages })
    expect(session.adopt(messages)).toBe(true)
    expect(session.adopt(messages)).toBe(false)
    await session.resume()
    expect(asked).toEqual([{ method: 'GET', path: '/api/chats/5/stream', body: null }])
    expect(session.chat.messages.map(({ id }) => id)).toEqual(['q', 'msg_reply'])
    const reply = session.chat.messages[1]
    expect(reply && [reasoningOf(reply), textOf(reply)]).toEqual(['Hm', 'Hi'])
  })

  test('asks the server to stop by generation, and lets the stream end itself', async () => {
    let push: (part: object) => void = () => undefined
    let close: () => void = () => undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        push = (part) => controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(part)}\n\n`))
        close = () => controller.close()
      },
    })
    const asked = server(new Response(body), new Response(null, { status: 204 }))
    const session = open({ chatId: 5 })
    session.send('Hello?')
    for (const part of [head, ...text('Half').slice(0, 2)]) push(part)
    await vi.waitFor(() => expect(session.chat.messages).toHaveLength(2))
    const stopped = session.stop()
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    expect(asked[1]).toMatchObject({ method: 'DELETE', path: '/api/chats/5/stream?generation_id=gen_1' })
    for (const part of [{ type: 'abort' }, finish]) push(part)
    close()
    await stopped
    expect(session.chat.messages.at(-1)?.metadata).toMatchObject({ status: 'stopped', receipt })
  })

  test('of the playground makes no chat, and its stop closes the request', async () => {
    const signals: (AbortSignal | null | undefined)[] = []
    vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
      expect(path).toContain('is_playground=true')
      signals.push(init.signal)
      return new Response(new ReadableStream())
    })
    const session = open({ isPlayground: true })
    session.send('Hello?')
    await vi.waitFor(() => expect(signals).toHaveLength(1))
    await session.stop()
    expect(signals[0]?.aborted).toBe(true)
    expect(session.isRunning).toBe(false)
    expect(session.chatId).toBeNull()
  })

  describe('with other branches', () => {
    const messages = () =>
      [
        stored({ id: 'q', role: 'user', content: 'Hello?' }),
        stored({ id: 'a', parentId: 'q', content: 'Hi' }),
        stored({ id: 'b', parentId: 'q', content: 'Hey' }),
      ].map(fromStored)
    const shown = (session: ChatSession) => session.chat.messages.map(textOf)

    test('begins with the newest and shows another, whole', () => {
      const session = open({ chatId: 5, messages: messages() })
      expect(shown(session)).toEqual(['Hello?', 'Hey'])
      session.show('a')
      expect(shown(session)).toEqual(['Hello?', 'Hi'])
      expect(session.versionsOf('a')).toEqual(['a', 'b'])
    })

    test('another reply stands beside the earlier ones', async () => {
      const asked = server(stream({ ...head, messageId: 'c' }, ...text('Ho'), finish))
      const session = open({ chatId: 5, messages: messages() })
      session.regenerate('b')
      await vi.waitFor(() => expect(shown(session)).toEqual(['Hello?', 'Ho']))
      await idle(session)
      session.remember()
      expect(asked[0]?.body).toMatchObject({
        trigger: 'regenerate-message',
        messages: [{ id: 'q', role: 'user', content: 'Hello?' }],
      })
      expect(shown(session)).toEqual(['Hello?', 'Ho'])
      expect(session.versionsOf('c')).toEqual(['a', 'b', 'c'])
    })

    test('the first question in other words has no parent, a later one that of the question', async () => {
      const asked = server(
        stream({ ...head, messageId: 'c' }, ...text('Ho'), finish),
        stream({ ...head, messageId: 'd' }, ...text('More'), finish),
        stream({ ...head, messageId: 'e' }, ...text('Else'), finish),
      )
      const session = open({ chatId: 5, messages: messages() })
      session.edit('q', 'Hello again?')
      await idle(session)
      session.send('And?')
      await idle(session)
      session.edit(session.chat.messages[2]?.id ?? '', 'Or?')
      await idle(session)
      expect(asked.map(({ body }) => body)).toMatchObject([
        { parent_id: '', trigger: 'submit-message' },
        { parent_id: 'c' },
        { parent_id: 'c' },
      ])
      expect(shown(session)).toEqual(['Hello again?', 'Ho', 'Or?', 'Else'])
      expect(session.versionsOf('q')).toHaveLength(2)
    })

    test('a refused attempt takes nothing away', async () => {
      server(json(500, errorBody))
      const session = open({ chatId: 5, messages: messages() })
      session.regenerate('b')
      await vi.waitFor(() => expect(session.chat.status).toBe('error'))
      expect(session.repliesTo('q')).toEqual(['a', 'b'])
      session.show('b')
      expect(shown(session)).toEqual(['Hello?', 'Hey'])
      expect(session.chat.error).toBeUndefined()
    })
  })

  test('hears what a reply waits for, until the next turn', async () => {
    const waiting = { provider: 'ollama', upstreamModel: 'rwkv', state: 'loading' }
    server(stream(head, { type: 'data-status', data: waiting, transient: true }, ...text('Hi'), finish))
    const session = open({ chatId: 5 })
    session.send('Hello?')
    await idle(session)
    expect(session.waitingFor).toEqual(waiting)
    expect(session.chat.messages[1]?.parts.map(({ type }) => type)).toEqual(['text'])
  })
})
