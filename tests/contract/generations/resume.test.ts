import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { App } from '../../support/app.ts'
import type { Client } from '../../support/client.ts'
import { ask, idsOf, meaning, type Reading, resume, stop, textOf } from './lab/reading.ts'
import { until } from './lab/until.ts'
import { at, startWorld, storeKinds, type World } from './lab/world.ts'

const thinker = 'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B'
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const model = 'google/gemma-2-27b-it'

describe.each(storeKinds)('a reply taken up on %s', (kind) => {
  let world: World
  let here: Client
  let elsewhere: Client
  let apps: App[]
  beforeAll(async () => {
    world = await startWorld(kind)
    apps = [await world.start(), await world.start()]
    const [writer, other] = apps
    if (!writer || !other) throw new Error('Two processes are needed')
    here = writer.client()
    await here.signUp()
    elsewhere = at(other, here)
  })
  afterAll(() => world.stop())

  const newChat = async () => (await here.createChat()).id
  const generationOf = (reading: { response: Response }) =>
    reading.response.headers.get('x-neptun-generation-id') ?? ''
  /** A reply that has said `pieces` pieces and then says nothing more until it is stopped. */
  async function pausedReply(chatId: number, prompt: string, pieces: number) {
    world.upstream.reset()
    const reading = await ask(here, thinker, {
      chatId,
      question: `${prompt}\n/fault silence-after ${pieces}`,
    })
    await until(() => world.upstream.requests.at(-1)?.pieces).toBe(pieces)
    let length = -1
    while (length !== reading.events.length) {
      length = reading.events.length
      await wait(100)
    }
    return reading
  }

  test('at any time, here and in another process, is what the first reader has', async () => {
    const chatId = await newChat()
    const question = '/think 30\n/say 350\n/slow 12\n/fault split-utf8'
    const first = await ask(here, thinker, { chatId, question })
    const joined: Reading[] = []
    for (let count = 0; count < 8; count += 1) {
      joined.push(...(await Promise.all([resume(here, chatId), resume(elsewhere, chatId)])))
      await wait(80)
    }
    const whole = meaning(await first.ended)
    for (const reading of joined) expect(meaning(await reading.ended)).toEqual(whole)
    const [, stored] = await here.messages(chatId)
    expect(stored).toMatchObject({ status: 'complete', content: textOf(first.events) })
    expect(stored?.content).toMatch(/amber-1.*pine-336/su)
  })

  test('behind any event that was seen goes on exactly there', async () => {
    const chatId = await newChat()
    const first = await pausedReply(chatId, '/think 20\n/say 60\n/slow 15', 70)
    const ids = idsOf(first.events)
    expect(ids.length).toBeGreaterThan(10)
    const rests = await Promise.all(
      ids.flatMap((cursor) => [
        resume(here, chatId, { cursor }),
        resume(elsewhere, chatId, { cursor, generation_id: generationOf(first) }),
      ]),
    )
    await stop(here, chatId)
    const whole = meaning(await first.ended)
    expect(whole.at(-1)).toBe('[DONE]')
    for (const [index, rest] of rests.entries()) {
      const seen = first.events.slice(0, Math.floor(index / 2) + 1)
      const unseen = await rest.ended
      expect(meaning([...seen, ...unseen])).toEqual(whole)
      expect(idsOf(seen).filter((id) => idsOf(unseen).includes(id))).toEqual([])
    }
  })

  test('goes on behind Last-Event-ID, and as text alone', async () => {
    const chatId = await newChat()
    const first = await pausedReply(chatId, '/think 5\n/say 30\n/slow 4', 30)
    const all = textOf(first.events)
    const middle = first.events[Math.floor(first.events.length / 2)]
    const cursor = (middle?.kind === 'part' && middle.id) || ''
    const seen = textOf(first.events.slice(0, Math.floor(first.events.length / 2) + 1))
    expect(seen).not.toBe('')
    const path = `/api/chats/${chatId}/stream`
    const plain = { accept: 'text/plain' }
    const texts = await Promise.all(
      [here, elsewhere].flatMap((client) => [
        client.fetch(path, { headers: plain }),
        client.fetch(`${path}?cursor=${cursor}`, { headers: plain }),
        client.fetch(path, { headers: { ...plain, 'last-event-id': cursor } }),
      ]),
    )
    const stream = await elsewhere.fetch(path, { headers: { 'last-event-id': cursor } })
    await stop(elsewhere, chatId)
    const rest = all.slice(seen.length)
    expect(await Promise.all(texts.map((response) => response.text()))).toEqual([
      ...[all, rest, rest],
      ...[all, rest, rest],
    ])
    expect(texts.every(({ headers }) => headers.get('content-type')?.startsWith('text/plain'))).toBe(true)
    // In as many pieces as the log had them.
    const deltas = (await stream.text()).matchAll(/"type":"text-delta".*"delta":("(?:[^"\\]|\\.)*")/gu)
    expect(Array.from(deltas, ([, delta]) => JSON.parse(delta ?? '""')).join('')).toBe(rest)
  })

  test('is the newest of several, or the one that is named', async () => {
    const chatId = await newChat()
    const older = await ask(here, model, { chatId, question: '/mark older 20\n/fault silence-after 5' })
    const newer = await ask(here, model, { chatId, question: '/mark newer 20\n/fault silence-after 5' })
    for (const client of [here, elsewhere]) {
      const newest = await resume(client, chatId)
      const named = await resume(client, chatId, { generation_id: generationOf(older) })
      expect(generationOf(newest)).toBe(generationOf(newer))
      await until(() => textOf(newest.events)).toContain('newer-5')
      await until(() => textOf(named.events)).toContain('older-5')
      newest.leave()
      named.leave()
    }
    await stop(here, chatId)
    await Promise.all([older.ended, newer.ended])
  })

  test('is nothing when none runs, and refused where there is nothing to see', async () => {
    const chatId = await newChat()
    const get = async (client: Client, query = '', chat: number = chatId) => {
      const response = await client.fetch(`/api/chats/${chat}/stream${query}`)
      const body = await response.text()
      return [response.status, body === '' ? null : JSON.parse(body).data.code]
    }
    expect(await get(here)).toEqual([204, null])
    const reading = await ask(here, model, { chatId, question: '/say 3' })
    await reading.ended
    const generation = `?generation_id=${generationOf(reading)}`
    for (const client of [here, elsewhere]) {
      expect(await get(client)).toEqual([204, null])
      expect(await get(client, generation)).toEqual([204, null])
      expect(await get(client, '?cursor=')).toEqual([400, 'invalid_body'])
      expect(await get(client, '?cursor=12')).toEqual([400, 'invalid_body'])
      expect(await get(client, '?generation_id=a%20b')).toEqual([400, 'invalid_body'])
      expect(await get(client, '', 999_999)).toEqual([404, 'chat_not_found'])
    }
    const stranger = at(apps[0] as App, here)
    stranger.cookies.clear()
    await stranger.signUp()
    expect(await get(stranger)).toEqual([404, 'chat_not_found'])
    stranger.cookies.clear()
    expect(await get(stranger)).toEqual([401, 'unauthorized'])
  })
})
