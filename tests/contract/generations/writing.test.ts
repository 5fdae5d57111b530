import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { MOST_REPLY_UNITS } from '../../../lib/chat/pump.ts'
import { readMessages } from '../../../lib/chat/read-messages.ts'
import { runningReplies } from '../../../lib/chat/running.ts'
import { resumeReply, stopReplies } from '../../../lib/chat/stream.ts'
import { DEAD_AFTER_MS } from '../../../lib/chat/timing.ts'
import type { GenerationId } from '../../../lib/domain/ids.ts'
import { faultyStore } from './lab/faulty-store.ts'
import { newChat, type OpenedStore, openStore, scripted, turn } from './lab/in-process.ts'
import { endOf, readAlong, textOf } from './lab/reading.ts'
import { until } from './lab/until.ts'
import { storeKinds } from './lab/world.ts'

const words = Array.from({ length: 100_000 }, (_, index) => `w${index} `)

describe.each(storeKinds)('a reply that is written, on %s,', (kind) => {
  let opened: OpenedStore
  beforeEach(async () => {
    opened = await openStore(kind)
  })
  afterEach(async () => {
    vi.useRealTimers()
    await opened.dispose()
  })

  async function begin(pieces: readonly string[] = words, gapMs = 5) {
    const faulty = faultyStore(opened.store)
    const { owner, chat } = await newChat(opened.store)
    const { router } = scripted(() => pieces, gapMs)
    const { flushMs } = opened
    const begun = await turn({ store: faulty.store, owner, chat, question: 'Hm?', router, flushMs })
    const place = { owner, chatId: chat.id }
    const message = async () => {
      const page = await opened.store.messages.list(owner, chat.id, { limit: 10 })
      return page && page !== 'invalid-cursor' ? page.messages.at(-1) : undefined
    }
    return { ...begun, reading: readAlong(begun.response), faulty, place, message }
  }
  const appends = ({ faulty }: Awaited<ReturnType<typeof begin>>) => faulty.calls.get('append') ?? 0

  test('hears of a stop through the store within two flushes', async () => {
    const reply = await begin()
    await until(() => appends(reply)).toBeGreaterThan(1)
    const before = appends(reply)
    // Another process asks: nothing of this one's memory is touched.
    const asked = await opened.reopen().generations.requestStop(reply.place.owner, reply.place.chatId)
    expect(asked).toHaveLength(1)
    await reply.done
    expect(appends(reply) - before).toBeLessThanOrEqual(2)
    expect(endOf(await reply.reading.ended)).toContain('abort')
    expect(await reply.message()).toMatchObject({
      status: 'stopped',
      content: textOf(reply.reading.events),
    })
  })

  test('is alive for its own process, whatever its last sign of life in the store', async () => {
    const reply = await begin()
    const { store } = opened
    reply.faulty.become('fails')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * DEAD_AFTER_MS })
    const { owner, chatId } = reply.place
    const page = await readMessages(store, owner, chatId, { limit: 10 })
    expect(page).toMatchObject({ messages: [{}, { status: 'streaming' }] })
    const response = await resumeReply({ store, ...reply.place, requestId: 'req', accept: null })
    const second = readAlong(response ?? Response.error())
    reply.faulty.become('works')
    await stopReplies({ store, ...reply.place })
    expect(textOf(await second.ended)).toBe(textOf(await reply.reading.ended))
    await reply.done
    expect((await reply.message())?.status).toBe('stopped')
  })

  test('is stopped here also when another process took it for dead, and its true end counts', async () => {
    const reply = await begin()
    const { owner, chatId } = reply.place
    await until(() => appends(reply)).toBeGreaterThan(0)
    const later = Date.now() + 1
    expect(await opened.reopen().generations.reap({ owner, chat: chatId }, later, later)).toBe(1)
    expect((await reply.message())?.status).toBe('interrupted')
    const written = reply.reading.textLength
    await until(() => reply.reading.textLength).toBeGreaterThan(written)
    await stopReplies({ store: opened.store, ...reply.place })
    await reply.done
    expect(await reply.message()).toMatchObject({
      status: 'stopped',
      content: textOf(await reply.reading.ended),
    })
    expect(runningReplies.size).toBe(0)
  })

  test('is cut off when it does not end', async () => {
    const piece = 'and so on '.repeat(10_000)
    const reply = await begin(
      Array.from({ length: 100 }, () => piece),
      0,
    )
    await reply.done
    const message = await reply.message()
    expect(message).toMatchObject({
      status: 'failed',
      error: { data: { code: 'upstream_malformed', provider: 'huggingface', retryable: false } },
    })
    expect(message?.content.length).toBeGreaterThan(MOST_REPLY_UNITS)
    expect(message?.content.length).toBeLessThanOrEqual(MOST_REPLY_UNITS + piece.length)
    expect(textOf(await reply.reading.ended)).toBe(message?.content)
  })

  test('has the same text for who listens, in the log and in the store, whatever halves of signs came', async () => {
    const halves = ['a', '\ud83d', '\ude00', 'b\ud83d', 'c', '\ude00', 'd\ud83d']
    const whole = 'a😀b\ufffdc\ufffdd\ufffd'
    const reply = await begin(halves, 1)
    expect(textOf(await reply.reading.ended)).toBe(whole)
    await reply.done
    expect((await reply.message())?.content).toBe(whole)
  })

  test('leaves nothing behind in the process', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => begin(words.slice(0, 20), 1)))
    expect(runningReplies.size).toBe(20)
    for (const { done, reading } of replies) await Promise.all([done, reading.ended])
    expect([...runningReplies.keys()]).toEqual<GenerationId[]>([])
    const counts = replies.map((reply) => [appends(reply), reply.faulty.open.now])
    await new Promise((resolve) => setTimeout(resolve, 3 * opened.flushMs))
    expect(replies.map((reply) => [appends(reply), reply.faulty.open.now])).toEqual(counts)
  })
})
