import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { newKeyId, newSessionId } from '../../../lib/domain/ids.ts'
import { newApiKey } from '../../../lib/session/api-key.ts'
import { type Store, TRASH_KEPT_MS } from '../../../lib/store/contract.ts'
import { openKvStore } from '../../../lib/store/kv/open.ts'
import { monitorRedis, type SeenCommand } from '../../kv-bridge/monitor.ts'
import { type Kv, startKv } from '../../kv-bridge/start-kv.ts'
import { begin, ending, NOON, newChat, newUser, talk, textEntries, turn } from './turns.ts'

let kv: Kv
let store: Store
beforeAll(async () => {
  kv = await startKv()
})
afterAll(() => kv.stop())
beforeEach(() => {
  store = openKvStore(kv)
})
afterEach(() => kv.clear())

/** Uses every method, and every way that a script has. */
async function useEverything(): Promise<void> {
  const { users, sessions, chats, messages, generations, counters } = store
  const owner = await newUser(store)
  await users.findByEmail('user-1@example.org')
  await users.count()
  const session = newSessionId()
  await sessions.create(owner, { id: session, expiresAt: NOON })
  await sessions.isValid(owner, session, NOON)
  await sessions.revoke(owner, session)
  await sessions.revokeAll(owner)
  await counters.add('c', 1, 1000, NOON)
  await counters.read('c', NOON)
  await counters.clear('c')
  const { prefix, hash } = newApiKey()
  const id = newKeyId()
  const key = { id, hash, name: 'k', prefix, models: null, expiresAt: null, now: NOON }
  await store.apiKeys.create(owner, key)
  await store.apiKeys.list(owner)
  await store.apiKeys.find(hash, NOON)
  await store.apiKeys.touch(owner, hash, NOON)
  await store.apiKeys.revoke(owner, id)
  const limits = { turnsPerMinute: 1, concurrent: 1, tokensPerDay: 1 }
  const holders = [
    { subject: 'user:1', limits },
    { subject: 'key:1', limits },
  ]
  const lease = { holders, lease: 'l', tokens: 5, now: NOON }
  await store.limits.take({ ...lease, leaseUntil: NOON + 1 })
  await store.limits.take({ ...lease, leaseUntil: NOON + 1 })
  await store.limits.renew([{ subjects: ['user:1'], lease: 'l' }], NOON + 2)
  await store.limits.release({ ...lease, turnBack: true })
  const chat = await newChat(store, owner)
  await talk(store, owner, chat.id, { id: 'q', content: 'One question' })
  await talk(store, owner, chat.id, { trigger: 'regenerate' })
  await generations.begin(owner, turn(chat.id, { id: 'q' }))
  const { input, reply } = await begin(store, owner, turn(chat.id, { id: 'p', parentId: undefined }))
  await generations.append(owner, input.generationId, textEntries(['Hi', ' you']), NOON)
  await generations.append(owner, input.generationId, textEntries(['Hi you!']), NOON)
  await generations.read(owner, chat.id, input.generationId, 3)
  await generations.running(owner, chat.id)
  await generations.runningChats(owner)
  await generations.requestStop(owner, chat.id)
  await begin(store, owner, turn(chat.id, { id: 'p', staleBefore: NOON + 1 }))
  await generations.reap({ owner, chat: chat.id }, NOON + 1, NOON)
  await generations.reap({ limit: 5 }, NOON + 1, NOON)
  await openKvStore(kv).generations.finish(owner, input.generationId, ending({ reasoning: 'Hm' }))
  await chats.update(owner, chat.id, {
    name: 'Other words',
    pinned: true,
    systemPrompt: null,
    parameters: {},
  })
  await chats.get(owner, chat.id)
  await chats.list(owner, { limit: 5 })
  await chats.list(owner, { limit: 5, query: 'other question' })
  await chats.lastModel(owner)
  await messages.list(owner, chat.id, { limit: 2 })
  await messages.get(owner, chat.id, reply.id)
  await chats.trash(owner, chat.id, NOON)
  await chats.restore(owner, chat.id, NOON)
  await chats.trash(owner, chat.id, NOON)
  await chats.trash(owner, (await newChat(store, owner)).id, NOON + TRASH_KEPT_MS + 1)
  await store.check()
}

/** Each script that was run: the keys it was told, and the commands it did. */
function scriptsOf(seen: readonly SeenCommand[]): { told: string[]; did: string[][] }[] {
  const scripts: { told: string[]; did: string[][] }[] = []
  for (const { inScript, words } of seen) {
    if (inScript) scripts.at(-1)?.did.push(words)
    else if (/^eval/iu.test(words[0] ?? ''))
      scripts.push({ told: words.slice(3, 3 + Number(words[2])), did: [] })
  }
  return scripts
}

describe('what is sent to redis', () => {
  test('names in a script every key that it touches, and never looks for keys', async () => {
    const monitor = await monitorRedis(kv.redis.socketPath)
    await useEverything()
    await kv.send(['ECHO', 'the end'])
    while (!monitor.seen.some(({ words }) => words[1] === 'the end')) await wait(5)
    monitor.stop()
    const scripts = scriptsOf(monitor.seen)
    expect(scripts.filter(({ did }) => did.length > 0).length).toBeGreaterThan(30)
    for (const { told, did } of scripts)
      for (const [command = '', first = '', ...others] of did)
        for (const key of command === 'DEL' ? [first, ...others] : [first])
          expect(told, command).toContain(key)
    // Whole hashes are read only where what they hold is bounded: a user's API keys, and the replies being written.
    const isBounded = (key = '') => /:apikeys$|^neptun:leases:/u.test(key)
    const names = new Set(
      monitor.seen
        .filter(({ words }) => !(words[0]?.toUpperCase() === 'HGETALL' && isBounded(words[1])))
        .map(({ words }) => words[0]?.toUpperCase()),
    )
    for (const name of ['KEYS', 'SCAN', 'HGETALL', 'SMEMBERS', 'FLUSHALL', 'FLUSHDB'])
      expect(names).not.toContain(name)
  })

  test('takes one round trip for what a turn does again and again', async () => {
    const { generations, chats, messages, sessions, counters } = store
    const owner = await newUser(store)
    const chat = await newChat(store, owner)
    const session = newSessionId()
    await talk(store, owner, chat.id)
    await useEverything()
    const requests = vi.spyOn(globalThis, 'fetch')
    const trips = async (work: () => Promise<unknown>) => {
      requests.mockClear()
      await work()
      return requests.mock.calls.length
    }
    const input = turn(chat.id, { content: 'one two three' })
    const { generationId } = input
    const counted = {
      session: await trips(() => sessions.isValid(owner, session, NOON)),
      counter: await trips(() => counters.add('turns', 1, 1000, NOON)),
      chat: await trips(() => chats.get(owner, chat.id)),
      begin: await trips(() => generations.begin(owner, input)),
      append: await trips(() => generations.append(owner, generationId, textEntries(['a', 'b']), NOON)),
      read: await trips(() => generations.read(owner, chat.id, generationId, 0)),
      running: await trips(() => generations.running(owner, chat.id)),
      stop: await trips(() => generations.requestStop(owner, chat.id)),
      finish: await trips(() => generations.finish(owner, generationId, ending())),
      list: await trips(() => chats.list(owner, { limit: 30 })),
      search: await trips(() => chats.list(owner, { limit: 30, query: 'two' })),
      messages: await trips(() => messages.list(owner, chat.id, { limit: 100 })),
      reap: await trips(() => generations.reap({ owner, chat: chat.id }, NOON, NOON)),
    }
    expect(counted).toEqual(Object.fromEntries(Object.keys(counted).map((name) => [name, 1])))
  })
})
