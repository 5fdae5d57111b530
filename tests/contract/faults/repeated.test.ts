import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Router } from '../../../lib/chat/failover.ts'
import type { Allowances } from '../../../lib/chat/limits.ts'
import { answerTurn } from '../../../lib/chat/turn.ts'
import type { Chat } from '../../../lib/domain/chat.ts'
import type { AppError } from '../../../lib/domain/errors.ts'
import type { MessageId, UserId } from '../../../lib/domain/ids.ts'
import type { Limits } from '../../../lib/domain/limits.ts'
import { type CatalogEntry, findModel } from '../../../lib/models/catalog.ts'
import { noLimits } from '../../support/no-limits.ts'
import { newChat, type OpenedStore, openStore, scripted } from '../generations/lab/in-process.ts'
import { readAlong, textOf } from '../generations/lab/reading.ts'

let opened: OpenedStore
beforeAll(async () => {
  opened = await openStore('sqlite')
})
afterAll(() => opened.dispose())

const model = findModel('google/gemma-2-27b-it') as CatalogEntry
const upstream = () => {
  const mayEnd = Promise.withResolvers<void>()
  return { ...scripted(() => ['one ', 'two'], 0, mayEnd.promise), end: mayEnd.resolve }
}

type Asking = { owner: UserId; chat: Chat; router: Router; allowances: Allowances }
type Asked = { id?: string; trigger?: 'submit' | 'regenerate' }

/** Asks and reads in the background; rejects with what the endpoint would answer. */
async function ask(
  { owner, chat, router, allowances }: Asking,
  { id = 'q', trigger = 'submit' }: Asked = {},
) {
  let done: Promise<void> = Promise.resolve()
  const response = await answerTurn({
    store: opened.store,
    owner,
    keyId: null,
    turn: {
      model,
      chatId: chat.id,
      chat,
      messages: [{ role: 'user', text: 'Hm?' }],
      question: { id: id as MessageId, text: 'Hm?' },
      trigger,
    },
    requestId: 'req_repeated',
    arrivedMs: performance.now(),
    allowances,
    headers: new Headers(),
    router,
    flushMs: opened.flushMs,
    accept: null,
    signal: new AbortController().signal,
    keepAlive: (work) => {
      done = work
    },
  })
  return { reading: readAlong(response), done: () => done }
}
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'answered',
    (error: AppError) => error.code,
  )

describe.each<[string, Partial<Limits>]>([
  ['turns', { turnsPerMinute: 1 }],
  ['replies at a time', { concurrent: 1 }],
  ['tokens', { tokensPerDay: 1 }],
])('where one may have no more %s,', (_, limits) => {
  const allowances = { ...noLimits, user: { ...noLimits.user, ...limits } }

  test('a repeated request follows its own running reply, and another is refused', async () => {
    const { router, asked, end } = upstream()
    const asking = { ...(await newChat(opened.store)), router, allowances }
    const first = await ask(asking)
    const again = await ask(asking)
    expect(await codeOf(ask(asking, { id: 'other' }))).toBe('rate_limited')
    expect(await codeOf(ask(asking, { trigger: 'regenerate' }))).toBe('rate_limited')
    end()
    expect(textOf(await again.reading.ended)).toBe('one two')
    await first.done()
    expect(asked).toEqual(['Hm?'])
  })
})

test('a repeated request replays its complete reply although the turns are used up', async () => {
  const { router, asked, end } = upstream()
  end()
  const allowances = { ...noLimits, user: { ...noLimits.user, turnsPerMinute: 1 } }
  const asking = { ...(await newChat(opened.store)), router, allowances }
  const first = await ask(asking)
  await first.reading.ended
  await first.done()
  const again = await ask(asking)
  expect(textOf(await again.reading.ended)).toBe('one two')
  expect(asked).toEqual(['Hm?'])
})

test('one whose reply failed would begin a new one, so it is refused', async () => {
  const failing: Router = async function* ({ model: { routes } }) {
    yield { type: 'try', route: routes[0], local: false }
    throw new Error('The provider is gone')
  }
  const allowances = { ...noLimits, user: { ...noLimits.user, turnsPerMinute: 1 } }
  const asking = { ...(await newChat(opened.store)), router: failing, allowances }
  expect(await codeOf(ask(asking))).not.toBe('rate_limited')
  expect(await codeOf(ask(asking))).toBe('rate_limited')
})
