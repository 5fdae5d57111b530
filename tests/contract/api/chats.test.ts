import { beforeAll, describe, expect, test } from 'vitest'
import type { Chat, StoredMessage } from '../../../lib/domain/chat.ts'
import type { Client } from '../../support/client.ts'
import { sharedClient, signedInClient } from '../../support/shared-stack.ts'

const model = 'google/gemma-2-27b-it'

let client: Client
beforeAll(async () => {
  client = await signedInClient()
})

type ChatList = { chats: Chat[]; nextCursor: string | null }
const list = (query = '') => client.expectJson<ChatList>('GET', `/api/chats${query}`)

describe('chats', () => {
  test('a new chat has the documented fields', async () => {
    const response = await client.send('POST', '/api/chats', {})
    expect(response.status).toBe(201)
    const { chat } = (await response.json()) as { chat: Chat }
    expect(chat).toEqual({
      id: expect.any(Number),
      name: 'New chat',
      model: expect.stringMatching(/^[\w-]+\/[\w.-]+$/u),
      pinned: false,
      systemPrompt: null,
      parameters: {},
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u),
      updatedAt: chat.createdAt,
      messageCount: 0,
    })
    expect(chat.id).toBeGreaterThan(0)
    expect(await client.expectJson('GET', `/api/chats/${chat.id}`)).toEqual({ chat })
  })

  test('a body is optional; the model defaults to the last one used', async () => {
    const other = await signedInClient()
    const first = (await (await other.fetch('/api/chats', { method: 'POST' })).json()) as { chat: Chat }
    await other.ask('openrouter/deepseek-chat', { chatId: first.chat.id, question: '/say 2' })
    expect((await other.createChat()).model).toBe('openrouter/deepseek-chat')
  })

  test('are listed by newest activity, page by page, each once', async () => {
    const other = await signedInClient()
    const ids: number[] = []
    for (let count = 0; count < 5; count += 1) ids.push((await other.createChat()).id)
    await other.ask(model, { chatId: ids[1], question: '/say 2' })
    const seen: number[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: ChatList = await other.expectJson<ChatList>(
        'GET',
        `/api/chats?limit=2${cursor && `&cursor=${cursor}`}`,
      )
      seen.push(...page.chats.map((chat) => chat.id))
      cursor = page.nextCursor
    }
    expect(seen).toEqual([ids[1], ids[4], ids[3], ids[2], ids[0]])
  })

  test('renaming and pinning are no activity; wrong values name the field and change nothing', async () => {
    const chat = await client.createChat()
    await client.createChat()
    const before = (await list()).chats.map(({ id }) => id)
    const patched = await client.expectJson<{ chat: Chat }>('PATCH', `/api/chats/${chat.id}`, {
      name: ' Tides ',
      pinned: true,
      model: 'openrouter/deepseek-chat',
      systemPrompt: 'Be kind.',
      parameters: { temperature: 0, maxTokens: 10 },
    })
    expect(patched.chat).toEqual({
      ...chat,
      name: 'Tides',
      pinned: true,
      model: 'openrouter/deepseek-chat',
      systemPrompt: 'Be kind.',
      parameters: { temperature: 0, maxTokens: 10 },
    })
    expect((await list()).chats.map(({ id }) => id)).toEqual(before)
    for (const [path, body] of [
      ['name', { name: '' }],
      ['name', { name: 5 }],
      ['model', { model: 'nobody/nothing' }],
      ['pinned', { pinned: 'yes' }],
      ['systemPrompt', { systemPrompt: 'x'.repeat(32 * 1024 + 1) }],
      ['parameters.temperature', { parameters: { temperature: 3 } }],
      ['parameters.topP', { parameters: { topP: 0 } }],
      ['parameters.maxTokens', { parameters: { maxTokens: 0.5 } }],
    ] as const) {
      const response = await client.send('PATCH', `/api/chats/${chat.id}`, body)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ data: { code: 'invalid_body', issues: [{ path }] } })
    }
    expect((await client.expectJson<{ chat: Chat }>('GET', `/api/chats/${chat.id}`)).chat).toEqual(
      patched.chat,
    )
  })

  test('are found by words of their name and of their messages', async () => {
    const other = await signedInClient()
    const named = await other.createChat({ name: 'Küstenwanderung' })
    const spoken = await other.createChat()
    await other.ask(model, { chatId: spoken.id, question: '/echo lighthouse keepers at dawn' })
    const find = async (q: string) =>
      (await other.expectJson<ChatList>('GET', `/api/chats?q=${encodeURIComponent(q)}`)).chats.map(
        ({ id }) => id,
      )
    expect(await find('kusten')).toEqual([named.id])
    expect(await find('LIGHTHOUSE dawn')).toEqual([spoken.id])
    expect(await find('lighthouse tractor')).toEqual([])
    expect(await find('" OR 1=1 --')).toEqual([])
  })

  test('the trash hides a chat everywhere until it is restored', async () => {
    const chat = await client.createChat({ name: 'Ephemeral zebra' })
    expect((await client.send('DELETE', `/api/chats/${chat.id}`)).status).toBe(204)
    expect((await client.fetch(`/api/chats/${chat.id}`)).status).toBe(404)
    expect((await client.fetch(`/api/chats/${chat.id}/messages`)).status).toBe(404)
    expect((await client.fetch(`/api/chats/${chat.id}/stream`)).status).toBe(404)
    expect((await client.postChat(model, { chatId: chat.id, question: 'x' })).status).toBe(400)
    expect((await list('?q=zebra')).chats).toEqual([])
    expect((await client.send('DELETE', `/api/chats/${chat.id}`)).status).toBe(404)
    const restored = await client.expectJson<{ chat: Chat }>('POST', `/api/chats/${chat.id}/restore`)
    expect(restored.chat).toEqual(chat)
    expect(await client.expectJson('POST', `/api/chats/${chat.id}/restore`)).toEqual({ chat })
    expect((await list('?q=zebra')).chats).toEqual([chat])
  })

  test('messages come newest page first, oldest first within it', async () => {
    const chat = await client.createChat()
    for (let turn = 0; turn < 3; turn += 1)
      await client.ask(model, { chatId: chat.id, question: `/echo turn ${turn}` })
    type Page = { messages: StoredMessage[]; nextBefore: string | null }
    const pages: string[][] = []
    let before: string | null = ''
    while (before !== null) {
      const query: string = `limit=4${before && `&before=${before}`}`
      const page: Page = await client.expectJson<Page>('GET', `/api/chats/${chat.id}/messages?${query}`)
      pages.push(page.messages.map((message) => message.content))
      before = page.nextBefore
    }
    expect(pages).toEqual([
      ['/echo turn 1', 'turn 1', '/echo turn 2', 'turn 2'],
      ['/echo turn 0', 'turn 0'],
    ])
  })

  test.each([
    ['/api/chats?limit=0', 'limit'],
    ['/api/chats?limit=101', 'limit'],
    ['/api/chats?limit=x', 'limit'],
    ['/api/chats?cursor=%00nonsense', 'cursor'],
    ['/api/chats?cursor=', 'cursor'],
    ['/api/chats/CHAT/messages?limit=201', 'limit'],
    ['/api/chats/CHAT/messages?before=x', 'before'],
    ['/api/chats/CHAT/stream?cursor=x', 'cursor'],
  ])('%s is a 400 that names %s', async (path, field) => {
    const chat = await client.createChat()
    const response = await client.fetch(path.replace('CHAT', String(chat.id)))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      statusMessage: 'Invalid request body',
      data: { code: 'invalid_body', issues: [{ path: field }] },
    })
  })

  test('another user’s chat looks like a missing one on every route', async () => {
    const foreign = await (await signedInClient()).createChat()
    for (const id of [String(foreign.id), '999999999', '0', '-1', 'abc', '1e3'])
      for (const [method, suffix, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { name: 'mine' }],
        ['DELETE', '', undefined],
        ['POST', '/restore', undefined],
        ['GET', '/messages', undefined],
        ['GET', '/stream', undefined],
        ['DELETE', '/stream', undefined],
      ] as const) {
        const response = await client.send(method, `/api/chats/${id}${suffix}`, body)
        expect([method, suffix, response.status]).toEqual([method, suffix, 404])
        expect(await response.json()).toMatchObject({
          statusMessage: 'Not Found',
          data: { code: 'chat_not_found', message: 'You have no such chat.' },
        })
      }
  })

  test('nobody gets anything without a session', async () => {
    const stranger = sharedClient()
    for (const path of ['/api/chats', '/api/chats/1', '/api/chats/1/messages', '/api/chats/1/stream']) {
      const response = await stranger.fetch(path)
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ data: { code: 'unauthorized' } })
    }
  })
})
