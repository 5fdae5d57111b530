import {
  type ChatId,
  newGenerationId,
  newMessageId,
  newSessionId,
  type UserId,
} from '../../../lib/domain/ids.ts'
import type { Store } from '../../../lib/store/contract.ts'
import { quantile } from '../process/statistics.ts'
import { tokensAtOnce } from '../upstream/frames.ts'

const model = 'qwen/Qwen2.5-72B-Instruct'
const DAY_MS = 24 * 60 * 60_000
const FILL_AT_ONCE = 64
const answer = tokensAtOnce(100).join('')

/** An account of the store alone. */
export async function newOwner(store: Store): Promise<UserId> {
  const user = await store.users.create({
    email: `bench-${crypto.randomUUID()}@example.test`,
    passwordHash: 'none',
    now: Date.now(),
  })
  if (!user) throw new Error('The email of the benchmark is taken')
  return user.id
}

async function turn(store: Store, owner: UserId, chatId: ChatId, question: string): Promise<void> {
  const generationId = newGenerationId()
  const now = Date.now()
  await store.generations.begin(owner, {
    chatId,
    generationId,
    replyId: newMessageId(),
    trigger: 'submit',
    userMessage: { newId: newMessageId(), content: question },
    model,
    title: question,
    now,
    staleBefore: now - DAY_MS,
  })
  await store.generations.finish(owner, generationId, {
    status: 'complete',
    content: answer,
    reasoning: null,
    finishReason: 'stop',
    usage: null,
    receipt: null,
    error: null,
    now,
  })
}

async function inParallel(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const one = async () => {
    for (let index = next; index < count; index = next) {
      next += 1
      await work(index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(FILL_AT_ONCE, count) }, one))
}

/** Gives an owner so many chats more; every tenth has a turn in it, every ninth a word of old chats, the first a rare one. */
export async function addChats(store: Store, owner: UserId, count: number): Promise<void> {
  await inParallel(count, async (index) => {
    const name = `Chat about topic${index}${index === 0 ? ' and rarity' : ''}`
    const chat = await store.chats.create(owner, { name, model, now: Date.now() })
    if (index % 10 === 0) await turn(store, owner, chat.id, `What of number${index}?`)
  })
}

/** Gives a chat so many messages more. */
export async function addMessages(store: Store, owner: UserId, chat: ChatId, count: number): Promise<void> {
  for (let index = 0; index < count; index += 2) await turn(store, owner, chat, `And what of number${index}?`)
}

/** Milliseconds of each operation of the store as this owner meets it: the median of `times` calls. */
export async function timeOperations(
  store: Store,
  owner: UserId,
  chat: ChatId,
  times: number,
): Promise<Map<string, number>> {
  const session = newSessionId()
  await store.sessions.create(owner, { id: session, expiresAt: Date.now() + DAY_MS })
  const operations: Record<string, () => Promise<unknown>> = {
    'session check': () => store.sessions.isValid(owner, session, Date.now()),
    'get chat': () => store.chats.get(owner, chat),
    'list chats': () => store.chats.list(owner, { limit: 30 }),
    'search a rare word': () => store.chats.list(owner, { limit: 30, query: 'rarity' }),
    'search a word of every ninth chat': () => store.chats.list(owner, { limit: 30, query: 'topic7' }),
    'search a common word': () => store.chats.list(owner, { limit: 30, query: 'topic' }),
    'create chat': () => store.chats.create(owner, { model, now: Date.now() }),
    'newest messages': () => store.messages.list(owner, chat, { limit: 100 }),
    'running replies': () => store.generations.running(owner, chat),
    'begin and finish': () => turn(store, owner, chat, 'And then?'),
  }
  const medians = new Map<string, number>()
  for (const [name, operation] of Object.entries(operations)) {
    const ms: number[] = []
    for (let index = 0; index < times; index += 1) {
      const startedMs = performance.now()
      await operation()
      ms.push(performance.now() - startedMs)
    }
    medians.set(name, quantile(ms, 0.5))
  }
  return medians
}
