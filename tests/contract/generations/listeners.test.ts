import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { LiveReply } from '../../../lib/chat/live-reply.ts'
import { textResponse, uiStreamResponse } from '../../../lib/chat/response.ts'
import { resumeReply } from '../../../lib/chat/stream.ts'
import { FOLLOW_EVERY_MS } from '../../../lib/chat/timing.ts'
import { newGenerationId, newMessageId } from '../../../lib/domain/ids.ts'
import type { App } from '../../support/app.ts'
import type { Client } from '../../support/client.ts'
import { longText, markText } from '../../upstream/index.ts'
import { faultyStore } from './lab/faulty-store.ts'
import { newChat, openStore } from './lab/in-process.ts'
import { ask, meaning, readAlong, resume, stop, textOf } from './lab/reading.ts'
import { until } from './lab/until.ts'
import { at, startWorld, storeKinds, type World } from './lab/world.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const model = 'google/gemma-2-27b-it'
const MIB = 1024 * 1024

describe.each(storeKinds)('many who listen, on %s,', (kind) => {
  let world: World
  let apps: App[]
  let here: Client
  let elsewhere: Client
  beforeAll(async () => {
    world = await startWorld(kind)
    const [writer, other] = [await world.start(), await world.start()]
    apps = [writer, other]
    here = writer.client()
    await here.signUp()
    elsewhere = at(other, here)
  })
  afterAll(() => world.stop())

  test('all hear the same', async () => {
    const chatId = (await here.createChat()).id
    const question = '/mark heard 500\n/slow 8\n/fault silence-after 300'
    const first = await ask(here, model, { chatId, question })
    const others = await Promise.all(
      Array.from({ length: 200 }, (_, index) => resume(index % 2 ? here : elsewhere, chatId)),
    )
    await until(() => first.textLength).toBe(markText('heard', 300).length)
    await stop(here, chatId)
    const whole = meaning(await first.ended)
    expect(textOf(first.events)).toBe(markText('heard', 300))
    for (const { ended } of others) expect(meaning(await ended)).toEqual(whole)
    const asked = world.upstream.requests.filter(({ body }) => JSON.stringify(body).includes('/mark heard'))
    expect(asked).toHaveLength(1)
  })

  test('cost next to nothing when they do not read', async () => {
    const chatId = (await here.createChat()).id
    const said = longText(4_000_000)
    const pieces = 400_000
    const question = `/long 4000000\n/slow 0\n/fault silence-after ${pieces}`
    const first = await ask(here, model, { chatId, question })
    await until(() => world.upstream.requests.at(-1)?.pieces).toBe(pieces)
    let heard = 0
    while (heard < first.textLength) {
      heard = first.textLength
      await wait(300)
    }
    expect(heard).toBeGreaterThan(2 * MIB)
    const punctual = await resume(elsewhere, chatId)
    await until(() => punctual.textLength).toBe(heard)
    const memory = () => apps.map(({ pid }) => residentBytes(pid) / MIB)
    const before = memory()
    const deaf = await Promise.all(
      Array.from({ length: 120 }, (_, index) => listenWithoutReading(index % 2 ? here : elsewhere, chatId)),
    )
    await wait(5 * FOLLOW_EVERY_MS)
    // A copy of this reply for each of them takes 300 MiB and more.
    for (const [index, mib] of memory().entries()) expect(mib - (before[index] ?? 0)).toBeLessThan(150)
    await stop(here, chatId)
    for (const { ended } of [first, punctual]) expect(textOf(await ended) === said.slice(0, heard)).toBe(true)
    for (const socket of deaf) socket.destroy()
    await until(async () => (await here.messages(chatId)).at(-1)?.status).toBe('stopped')
  })
})

describe.each(storeKinds)('who reads along a reply of another process, on %s,', (kind) => {
  test('shares one reading of the log with all others', async () => {
    const opened = await openStore(kind)
    const faulty = faultyStore(opened.reopen())
    const { owner, chat } = await newChat(opened.store)
    const now = Date.now()
    const generationId = newGenerationId()
    await opened.store.generations.begin(owner, {
      chatId: chat.id,
      generationId,
      replyId: newMessageId(),
      trigger: 'submit',
      userMessage: { newId: newMessageId(), content: 'Who is there?' },
      model,
      title: 'Who is there?',
      now,
      staleBefore: 0,
    })
    const listen = async () => {
      const requestId = 'req_listener'
      const response = await resumeReply({
        store: faulty.store,
        owner,
        chatId: chat.id,
        requestId,
        accept: null,
      })
      if (!response) throw new Error('Nothing runs')
      return readAlong(response)
    }
    const readings = await Promise.all(Array.from({ length: 100 }, listen))
    const words = Array.from({ length: 8 }, (_, index) => `word-${index} `)
    let position = 0
    for (const text of words) {
      await opened.store.generations.append(
        owner,
        generationId,
        [{ type: 'text', text, position }],
        Date.now(),
      )
      position += text.length
      await wait(FOLLOW_EVERY_MS)
    }
    const content = words.join('')
    const unknown = {
      reasoning: null,
      finishReason: 'stop',
      usage: null,
      receipt: null,
      error: null,
    } as const
    await opened.store.generations.finish(owner, generationId, {
      ...{ status: 'complete', content, ...unknown, now: Date.now() },
    })
    for (const { ended } of readings) expect(textOf(await ended)).toBe(content)
    // One for each piece and one for the end, and as many again where the two clocks do not meet.
    expect(faulty.calls.get('read')).toBeLessThanOrEqual(2 * words.length + 4)
    expect(
      await resumeReply({ store: faulty.store, owner, chatId: chat.id, requestId: '', accept: null }),
    ).toBe(null)
    await opened.dispose()
  })
})

describe('a reader that is far behind', () => {
  const head = { messageId: newMessageId(), chatId: 1, generationId: newGenerationId(), model }
  const fatReply = () => {
    const reply = new LiveReply()
    reply.append({ type: 'reasoning', text: longText(MIB) })
    reply.append({ type: 'text', text: longText(4 * MIB) })
    return reply
  }

  test.each([
    ['events', uiStreamResponse],
    ['text alone', textResponse],
  ])('is given %s in chunks of a bounded size, each when it asks', async (_name, respond) => {
    const reply = fatReply()
    const reader = respond({ reply, head, stored: true }).body?.getReader()
    const chunks: Uint8Array[] = []
    reply.finish({ status: 'complete', finishReason: 'stop', receipt: null, error: null })
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read())
      chunks.push(read.value)
    const sizes = chunks.map(({ byteLength }) => byteLength)
    // 64 Ki characters and a piece more, each of up to 3 bytes, and what JSON adds to them.
    expect(Math.max(...sizes)).toBeLessThan(MIB / 2)
    expect(sizes.length).toBeGreaterThan(20)
    const sent = Buffer.concat(chunks).toString('utf8')
    const text = respond === textResponse ? sent : textOf(await readAlong(new Response(sent)).ended)
    expect(text).toBe(longText(4 * MIB))
  })

  test('costs nothing while it does not ask', async () => {
    const reply = new LiveReply()
    const reader = uiStreamResponse({ reply, head, stored: true }).body?.getReader()
    await reader?.read()
    const looks = vi.spyOn(LiveReply.prototype, 'pieces', 'get')
    for (let index = 0; index < 1000; index += 1) reply.append({ type: 'text', text: 'word ' })
    await wait(20)
    expect(looks).not.toHaveBeenCalled()
    const { value } = (await reader?.read()) ?? {}
    expect(looks).toHaveBeenCalled()
    expect(
      Buffer.from(value ?? [])
        .toString('utf8')
        .match(/word /gu),
    ).toHaveLength(1000)
    await reader?.cancel()
  })
})

/** Resident memory of a process in bytes, as Linux tells it. */
function residentBytes(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) * 1024
}

/** Asks for a running reply, and reads nothing of the answer but its beginning. */
function listenWithoutReading(client: Client, chatId: number): Promise<Socket> {
  const { hostname, port } = new URL(client.origin)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) })
    socket.once('error', reject)
    socket.once('data', (begin) => {
      socket.pause()
      if (begin.toString('latin1').startsWith('HTTP/1.1 200')) resolve(socket)
      else reject(new Error(begin.toString('latin1').slice(0, 200)))
    })
    socket.write(
      `GET /api/chats/${chatId}/stream HTTP/1.1\r\nHost: ${hostname}\r\nCookie: ${client.cookieHeader}\r\n\r\n`,
    )
  })
}
