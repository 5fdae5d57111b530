import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ApiKey } from '../../../lib/domain/api-key.ts'
import { KeyClient, makeKey } from '../../support/api-key.ts'
import type { Client } from '../../support/client.ts'
import { sharedStack, signedInClient } from '../../support/shared-stack.ts'

const gemma = 'google/gemma-2-27b-it'
const phi = 'microsoft/Phi-3-mini-4k-instruct'

let client: Client
beforeAll(async () => {
  client = await signedInClient()
})
const program = (key: string) => new KeyClient(sharedStack().appOrigin, key)
const listed = async (of = client) => (await of.expectJson<{ keys: ApiKey[] }>('GET', '/api/keys')).keys

describe('a key', () => {
  test('is shown once, and never again', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString()
    const made = await makeKey(client, { name: '  notebook ', expiresAt, models: [gemma, gemma] })
    expect(made).toEqual({
      key: expect.stringMatching(/^npt_[A-Za-z0-9_-]{43}$/u),
      id: expect.stringMatching(/^key_/u),
      name: 'notebook',
      prefix: made.key.slice(0, 12),
      createdAt: expect.any(String),
      lastUsedAt: null,
      expiresAt,
      models: [gemma],
    })
    const { key, ...shown } = made
    expect((await listed())[0]).toEqual(shown)
    expect(JSON.stringify(await listed())).not.toContain(key.slice(12))
  })

  test('opens every route of its owner but those of sessions and keys', async () => {
    const { key, id } = await makeKey(client)
    const asking = program(key)
    const { id: chatId } = await asking.createChat()
    expect((await asking.ask(gemma, { chatId, question: '/echo by key' })).text).toBe('by key')
    expect((await client.messages(chatId))[1]?.content).toBe('by key')
    expect((await asking.send('PATCH', `/api/chats/${chatId}`, { name: 'Named by key' })).status).toBe(200)
    expect((await asking.fetch(`/api/chats/${chatId}/stream`)).status).toBe(204)
    expect((await asking.send('DELETE', `/api/chats/${chatId}`)).status).toBe(204)
    expect((await asking.fetch('/api/v1/models')).status).toBe(200)
    expect((await asking.fetch('/api/models')).status).toBe(200)

    const credentials = { email: 'a@example.test', password: 'long enough' }
    const closed: [string, string, unknown?][] = [
      ['GET', '/api/auth/session'],
      ['POST', '/api/auth/sign-in', credentials],
      ['POST', '/api/auth/sign-up', credentials],
      ['POST', '/api/auth/sign-out'],
      ['GET', '/api/keys'],
      ['POST', '/api/keys', { name: 'another' }],
      ['DELETE', `/api/keys/${id}`],
    ]
    for (const [method, path, body] of closed) {
      // Not even with the cookie beside it: who names a key means it.
      for (const headers of [new Headers(), new Headers({ cookie: client.cookieHeader })]) {
        const response = await asking.send(method, path, body, { headers })
        expect([method, path, response.status]).toEqual([method, path, 401])
        expect(await response.json()).toMatchObject({ statusCode: 401, data: { code: 'unauthorized' } })
      }
    }
    expect(await listed()).toContainEqual(expect.objectContaining({ id }))
  })

  test('opens no page', async () => {
    const response = await program((await makeKey(client)).key).fetch('/settings')
    expect([response.status, response.headers.get('location')]).toEqual([
      307,
      expect.stringContaining('/sign-in'),
    ])
  })

  test.each([
    ['one that was never made', `npt_${'a'.repeat(43)}`],
    ['none', ''],
    ['half of one', 'npt_abc'],
  ])('that is %s is a 401, whatever good cookie stands beside it', async (_what, key) => {
    const headers = { authorization: `Bearer ${key}` }
    expect((await client.fetch('/api/chats')).status).toBe(200)
    expect((await client.fetch('/api/chats', { headers })).status).toBe(401)
  })

  test('wins over the cookie of somebody else', async () => {
    const { key } = await makeKey(client)
    const stranger = await signedInClient()
    const chat = await client.createChat()
    const headers = { authorization: `Bearer ${key}` }
    expect((await stranger.fetch(`/api/chats/${chat.id}`)).status).toBe(404)
    expect((await stranger.fetch(`/api/chats/${chat.id}`, { headers })).status).toBe(200)
    // Nor is it a matter of the cookie where the request comes from.
    const origin = { ...headers, origin: 'https://elsewhere.example' }
    expect((await stranger.send('PATCH', `/api/chats/${chat.id}`, {}, { headers: origin })).status).toBe(200)
  })

  test('that is made for some models asks no other', async () => {
    const asking = program((await makeKey(client, { models: [phi] })).key)
    const { id: chatId } = await asking.createChat()
    const refused = await asking.postChat(gemma, { chatId, question: 'hi' })
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ statusMessage: 'Forbidden', data: { code: 'forbidden' } })
    expect(await client.messages(chatId)).toEqual([])
    expect((await asking.ask(phi, { chatId, question: '/echo mine' })).text).toBe('mine')
  })

  test('is worth nothing once it is revoked, and once it has expired', async () => {
    const { key, id } = await makeKey(client)
    const stranger = await signedInClient()
    expect((await stranger.send('DELETE', `/api/keys/${id}`)).status).toBe(404)
    expect((await program(key).fetch('/api/chats')).status).toBe(200)
    expect((await client.send('DELETE', `/api/keys/${id}`)).status).toBe(204)
    expect((await program(key).fetch('/api/chats')).status).toBe(401)
    expect((await client.send('DELETE', `/api/keys/${id}`)).status).toBe(404)

    const short = await makeKey(client, { expiresAt: new Date(Date.now() + 1_500).toISOString() })
    expect((await program(short.key).fetch('/api/chats')).status).toBe(200)
    await wait(1_600)
    expect((await program(short.key).fetch('/api/chats')).status).toBe(401)
    expect((await listed()).map((one) => one.id)).toContain(short.id)
  })

  test('tells when it was last used', async () => {
    const { key, id } = await makeKey(client)
    await program(key).fetch('/api/chats')
    const lastUse = async () => (await listed()).find((one) => one.id === id)?.lastUsedAt
    await expect.poll(lastUse).toEqual(expect.any(String))
    const first = await lastUse()
    await program(key).fetch('/api/chats')
    await wait(50)
    expect(await lastUse()).toBe(first)
  })
})

test('a key of one user sees nothing of another', async () => {
  const stranger = await signedInClient()
  const asking = program((await makeKey(stranger)).key)
  const chat = await client.createChat({ name: 'Zanzibar' })
  await client.ask(gemma, { chatId: chat.id, question: '/echo Zanzibar' })
  const path = `/api/chats/${chat.id}`
  const tries: [string, string, unknown?][] = [
    ['GET', path],
    ['PATCH', path, { name: 'Taken' }],
    ['DELETE', path],
    ['POST', `${path}/restore`],
    ['GET', `${path}/messages`],
    ['GET', `${path}/stream`],
    ['DELETE', `${path}/stream`],
  ]
  for (const [method, address, body] of tries) {
    const response = await asking.send(method, address, body)
    expect([method, address, response.status]).toEqual([method, address, 404])
    expect(await response.text()).not.toContain('Zanzibar')
  }
  expect((await asking.postChat(gemma, { chatId: chat.id, question: 'hi' })).status).toBe(400)
  for (const query of ['', '?q=Zanzibar'])
    expect(await (await asking.fetch(`/api/chats${query}`)).json()).toMatchObject({ chats: [] })
  expect((await client.expectJson<{ chat: { name: string } }>('GET', path)).chat.name).toBe('Zanzibar')
  expect(await listed(stranger)).toHaveLength(1)
})

test.each([
  [{}, 'name'],
  [{ name: ' ' }, 'name'],
  [{ name: 'x'.repeat(101) }, 'name'],
  [{ name: 'a', expiresAt: 'tomorrow' }, 'expiresAt'],
  [{ name: 'a', expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
  [{ name: 'a', expiresat: '2030-01-01T00:00:00Z' }, 'expiresat'],
  [{ name: 'a', models: [] }, 'models'],
  [{ name: 'a', models: ['no/model'] }, 'models.0'],
])('%j is refused and names %s', async (body, path) => {
  const response = await client.send('POST', '/api/keys', body)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    statusMessage: 'Bad Request',
    data: { code: 'invalid_body', issues: [{ path }] },
  })
})
