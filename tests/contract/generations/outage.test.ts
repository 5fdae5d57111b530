import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { runningReplies } from '../../../lib/chat/running.ts'
import { DEAD_AFTER_MS, FINISH_GIVE_UP_MS, FINISH_PATIENCE_MS } from '../../../lib/chat/timing.ts'
import { faultyStore } from './lab/faulty-store.ts'
import { newChat, type OpenedStore, openStore, scripted, turn } from './lab/in-process.ts'
import { endOf, readAlong, textOf } from './lab/reading.ts'
import { until } from './lab/until.ts'
import { storeKinds } from './lab/world.ts'

const REPLIES = 50
const WORDS = 400
/** As the demo upstream's, and with signs of two UTF-16 units. */
const wordsOf = (question: string) => Array.from({ length: WORDS }, (_, index) => `${question}-${index} 🜨 `)

/** The events that are logged from now on. */
function eventLog(): () => string[] {
  const lines: string[] = []
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((line) => {
      lines.push(String(line))
      return true
    })
  return () => lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line).event)
}

describe.each(storeKinds)('a store that is away for a while, on %s,', (kind) => {
  let opened: OpenedStore
  beforeEach(async () => {
    opened = await openStore(kind)
  })
  afterEach(async () => {
    vi.useRealTimers()
    await opened.dispose()
  })

  test('loses and doubles nothing of 50 replies, and nobody who listens notices', async () => {
    const faulty = faultyStore(opened.store)
    const upstream = scripted(wordsOf, 8)
    const { flushMs } = opened
    const logged = eventLog()
    const replies = await Promise.all(
      Array.from({ length: REPLIES }, async (_, index) => {
        const { owner, chat } = await newChat(opened.store)
        const question = `word${index}`
        const begun = await turn({
          ...{ store: faulty.store, owner, chat, question, router: upstream.router, flushMs },
        })
        return { ...begun, owner, chat, question, reading: readAlong(begun.response) }
      }),
    )
    const lengths = () => replies.map(({ reading }) => reading.textLength)
    await wait(300)
    for (const mode of ['fails', 'loses-answers', 'stalls', 'fails', 'stalls', 'loses-answers'] as const) {
      faulty.become(mode)
      const before = lengths()
      await wait(350)
      for (const [index, length] of lengths().entries()) expect(length).toBeGreaterThan(before[index] ?? 0)
    }
    expect(replies.every(({ reading }) => !reading.events.some((event) => event.kind === 'done'))).toBe(true)
    faulty.become('works')

    for (const { owner, chat, question, reading, done } of replies) {
      const whole = wordsOf(question).join('')
      expect(textOf(await reading.ended)).toBe(whole)
      await done
      const page = await opened.store.messages.list(owner, chat.id, { limit: 10 })
      if (!page || page === 'invalid-cursor') throw new Error('There is no page')
      expect(page.messages).toMatchObject([
        { role: 'user', content: question },
        { status: 'complete', content: whole },
      ])
    }
    expect(upstream.asked).toHaveLength(REPLIES)
    // However long the store says nothing, no reply has more than two calls open: its end does not wait for a flush.
    expect(faulty.open.most).toBeLessThanOrEqual(2 * REPLIES)
    expect(faulty.open.now).toBe(0)
    expect(runningReplies.size).toBe(0)
    expect(logged()).toEqual(['store.failing', 'store.recovered'])
  })

  test('is begun on with nothing: an honest error, and no word to the upstream', async () => {
    const faulty = faultyStore(opened.store)
    const upstream = scripted(wordsOf, 0)
    const { owner, chat } = await newChat(opened.store)
    const { flushMs } = opened
    faulty.become('fails')
    const posted = turn({
      ...{ store: faulty.store, owner, chat, question: 'never', router: upstream.router, flushMs },
    })
    await expect(posted).rejects.toThrow('The store fails')
    expect(upstream.asked).toEqual([])
    expect(await opened.store.messages.list(owner, chat.id, { limit: 10 })).toMatchObject({ messages: [] })
  })

  /** A reply that has been said but for its end, which comes when the store is away. */
  async function replyThatEndsMeanwhile() {
    const faulty = faultyStore(opened.store)
    const mayEnd = Promise.withResolvers<void>()
    const upstream = scripted(wordsOf, 0, mayEnd.promise)
    const { owner, chat } = await newChat(opened.store)
    const { flushMs } = opened
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const { response } = await turn({
      ...{ store: faulty.store, owner, chat, question: 'kept', router: upstream.router, flushMs },
    })
    const reading = readAlong(response)
    await pass(flushMs)
    expect(faulty.calls.get('append')).toBe(1)
    while (faulty.open.now > 0) await pass(0)
    faulty.become('fails')
    mayEnd.resolve()
    await pass(0)
    expect(textOf(reading.events)).toBe(wordsOf('kept').join(''))
    const message = async () => {
      const page = await opened.store.messages.list(owner, chat.id, { limit: 10 })
      return page && page !== 'invalid-cursor' ? page.messages.at(-1) : undefined
    }
    return { faulty, reading, message, owner, chat }
  }
  /** Lets so much time pass, and whatever it sets off come about. */
  async function pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms)
    for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  test('keeps a reply that ended meanwhile, and its listeners only for a moment', async () => {
    const logged = eventLog()
    const { faulty, reading, message } = await replyThatEndsMeanwhile()
    await pass(FINISH_PATIENCE_MS - 1)
    expect(reading.events.some(({ kind }) => kind === 'done')).toBe(false)
    await pass(1)
    expect(endOf(await reading.ended)).toEqual(['text-end', 'finish-step', 'finish', '[DONE]'])
    expect((await message())?.status).toBe('streaming')
    await pass(FINISH_GIVE_UP_MS / 2)
    expect(runningReplies.size).toBe(1)
    faulty.become('works')
    await pass(10_000)
    vi.useRealTimers()
    await until(message).toMatchObject({ status: 'complete', content: wordsOf('kept').join('') })
    await until(() => runningReplies.size).toBe(0)
    expect(logged()).toEqual(['store.failing', 'store.recovered'])
  })

  test('is given up in the end, told, and what was written down before is kept', async () => {
    const logged = eventLog()
    const { message, owner, chat } = await replyThatEndsMeanwhile()
    await pass(FINISH_GIVE_UP_MS + 10_000)
    expect(runningReplies.size).toBe(0)
    expect(logged()).toEqual(['store.failing', 'store.finish.given-up'])
    vi.useRealTimers()
    const later = Date.now() + DEAD_AFTER_MS + 1_000
    expect(await opened.store.generations.reap({ owner, chat: chat.id }, later - DEAD_AFTER_MS, later)).toBe(
      1,
    )
    expect(await message()).toMatchObject({ status: 'interrupted', content: wordsOf('kept').join('') })
  })
})
