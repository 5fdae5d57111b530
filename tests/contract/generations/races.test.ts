import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { StoredMessage } from '../../../lib/domain/chat.ts'
import type { App } from '../../support/app.ts'
import type { Client } from '../../support/client.ts'
import { markText } from '../../upstream/index.ts'
import { ask, endOf, meaning, resume, stop, textOf } from './lab/reading.ts'
import { until } from './lab/until.ts'
import { at, startWorld, storeKinds, type World } from './lab/world.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const model = 'google/gemma-2-27b-it'
const COMPLETE = ['text-end', 'finish-step', 'finish', '[DONE]']

describe.each(storeKinds)('at the same moment, on %s,', (kind) => {
  let world: World
  let apps: { one: App; two: App }
  let here: Client
  let elsewhere: Client
  beforeAll(async () => {
    world = await startWorld(kind)
    apps = { one: await world.start(), two: await world.start() }
    here = apps.one.client()
    await here.signUp()
    elsewhere = at(apps.two, here)
  })
  beforeEach(() => world.upstream.reset())
  afterAll(() => world.stop())

  const newChat = async () => (await here.createChat()).id
  const asked = (mark: string) =>
    world.upstream.requests.filter(({ body }) => JSON.stringify(body).includes(mark)).length
  const body = (content: string, more = {}) => ({ messages: [{ id: 'q', role: 'user', content }], ...more })
  const untilEnded = async (client: Client, chatId: number) => {
    await until(async () =>
      (await client.messages(chatId)).some(({ status }) => status === 'streaming'),
    ).toBe(false)
    return client.messages(chatId)
  }

  test('several turns in one chat stand one behind the other, each with its own reply', async () => {
    const chatId = await newChat()
    const marks = Array.from({ length: 8 }, (_, index) => `turn${index}`)
    const readings = await Promise.all(
      marks.map((mark, index) =>
        ask(index % 2 ? here : elsewhere, model, { chatId, question: `/mark ${mark} 20\n/slow 10` }),
      ),
    )
    for (const [index, { ended }] of readings.entries())
      expect(textOf(await ended)).toBe(markText(marks[index] ?? '', 20))
    const messages = await here.messages(chatId)
    expect(await elsewhere.messages(chatId)).toEqual(messages)
    expect(messages).toHaveLength(2 * marks.length)
    for (const [index, message] of messages.entries()) {
      expect(message.parentId).toBe(messages[index - 1]?.id ?? null)
      expect(message).toMatchObject({ role: index % 2 ? 'assistant' : 'user', status: 'complete' })
      const mark = /turn\d/u.exec(message.content)?.[0]
      if (index % 2) expect(messages[index - 1]?.content).toContain(`/mark ${mark} `)
    }
  })

  test('one message id from two processes is one question, one reply, one request to the provider', async () => {
    const chatId = await newChat()
    const turn = { chatId, body: body('/mark once 40\n/slow 10') }
    const readings = await Promise.all(
      Array.from({ length: 8 }, (_, index) => ask(index % 2 ? here : elsewhere, model, turn)),
    )
    const all = await Promise.all(readings.map(async ({ ended }) => meaning(await ended)))
    expect(textOf(readings[0]?.events ?? [])).toBe(markText('once', 40))
    for (const one of all) expect(one).toEqual(all[0])
    expect(asked('/mark once')).toBe(1)
    expect(await here.messages(chatId)).toMatchObject([
      { id: 'q', role: 'user' },
      { parentId: 'q', status: 'complete', content: markText('once', 40) },
    ])
  })

  test('another reply while the first is written stands beside it', async () => {
    const chatId = await newChat()
    const first = await ask(here, model, { chatId, body: body('/mark beside 60\n/slow 10') })
    const regenerate = body('/mark beside 60\n/slow 10', { trigger: 'regenerate-message' })
    const second = await ask(elsewhere, model, { chatId, body: regenerate })
    for (const { ended } of [first, second]) expect(textOf(await ended)).toBe(markText('beside', 60))
    const stored = await here.messages(chatId)
    expect(stored.map(({ parentId, status }) => [parentId, status])).toEqual([
      [null, 'complete'],
      ['q', 'complete'],
      ['q', 'complete'],
    ])
    const idOf = ({ response }: { response: Response }) => response.headers.get('x-neptun-generation-id')
    expect(stored.slice(1).map(({ generationId }) => generationId)).toEqual([idOf(first), idOf(second)])
  })

  test('the same question again behind a stop begins a reply beside the stopped one', async () => {
    const chatId = await newChat()
    const first = await ask(here, model, { chatId, body: body('/mark again 200\n/slow 50') })
    await Promise.all([stop(elsewhere, chatId), stop(here, chatId)])
    await first.ended
    const second = await ask(elsewhere, model, { chatId, body: body('/mark again 200\n/slow 1') })
    expect(textOf(await second.ended)).toBe(markText('again', 200))
    const statuses = (await here.messages(chatId)).map(({ status }) => status)
    expect(statuses).toEqual(['complete', 'stopped', 'complete'])
  })

  test.each(['the same process', 'another process'])(
    'a chat deleted in %s while a reply is written gets it all the same, and shows it when restored',
    async (where) => {
      const chatId = await newChat()
      const deleter = where === 'the same process' ? here : elsewhere
      const reading = await ask(here, model, { chatId, question: '/mark trashed 120\n/slow 10' })
      const follower = await resume(elsewhere, chatId)
      await until(() => textOf(follower.events)).toContain('trashed-2 ')
      expect((await deleter.fetch(`/api/chats/${chatId}`, { method: 'DELETE' })).status).toBe(204)
      for (const method of ['GET', 'DELETE'])
        expect((await deleter.fetch(`/api/chats/${chatId}/stream`, { method })).status).toBe(404)
      const told = await follower.ended
      expect(endOf(told)).toEqual(['text-end', 'error', 'finish-step', 'finish', '[DONE]'])
      expect(JSON.stringify(told)).toContain('chat_not_found')
      expect(endOf(await reading.ended)).toEqual(COMPLETE)
      expect(textOf(reading.events)).toBe(markText('trashed', 120))
      await deleter.expectJson('POST', `/api/chats/${chatId}/restore`)
      expect(await here.messages(chatId)).toMatchObject([
        { role: 'user' },
        { status: 'complete', content: markText('trashed', 120) },
      ])
    },
  )

  test('a chat that is deleted and restored before the reply ends shows it while it is written', async () => {
    const chatId = await newChat()
    const reading = await ask(here, model, { chatId, question: '/mark back 150\n/slow 10' })
    expect((await elsewhere.fetch(`/api/chats/${chatId}`, { method: 'DELETE' })).status).toBe(204)
    await elsewhere.expectJson('POST', `/api/chats/${chatId}/restore`)
    const follower = await resume(elsewhere, chatId)
    expect(textOf(await follower.ended)).toBe(markText('back', 150))
    expect(endOf(await reading.ended)).toEqual(COMPLETE)
  })

  test('a person who signs out while a reply is written finds it when back', async () => {
    const person = apps.one.client()
    const account = await person.signUp()
    const chatId = (await person.createChat()).id
    const reading = await ask(person, model, { chatId, question: '/mark away 80\n/slow 10' })
    const copy = at(apps.two, person)
    await person.send('POST', '/api/auth/sign-out', { everywhere: true })
    expect((await copy.fetch(`/api/chats/${chatId}/stream`)).status).toBe(401)
    expect(textOf(await reading.ended)).toBe(markText('away', 80))
    await copy.signIn(account)
    const messages: StoredMessage[] = await untilEnded(copy, chatId)
    expect(messages.at(-1)).toMatchObject({ status: 'complete', content: markText('away', 80) })
  })
})
