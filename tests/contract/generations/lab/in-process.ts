import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Router } from '../../../../lib/chat/failover.ts'
import { FLUSH_EMBEDDED_MS, FLUSH_KV_MS } from '../../../../lib/chat/timing.ts'
import { answerTurn } from '../../../../lib/chat/turn.ts'
import type { Chat } from '../../../../lib/domain/chat.ts'
import type { UserId } from '../../../../lib/domain/ids.ts'
import { findModel } from '../../../../lib/models/catalog.ts'
import type { Store } from '../../../../lib/store/contract.ts'
import { openKvStore } from '../../../../lib/store/kv/open.ts'
import { openSqliteStore } from '../../../../lib/store/sqlite/open.ts'
import { startKv } from '../../../kv-bridge/start-kv.ts'
import { noLimits } from '../../../support/no-limits.ts'
import type { StoreKind } from './world.ts'

/** A store in this very process, and what belongs to its kind. */
export type OpenedStore = {
  store: Store
  flushMs: number
  /** The same data as another process sees it. */
  reopen(): Store
  /** The folder of the embedded store; of KV, the socket of its redis. */
  place: string
  dispose(): Promise<void>
}

/** Opens a store with nothing in it. */
export async function openStore(kind: StoreKind): Promise<OpenedStore> {
  if (kind === 'kv') {
    const kv = await startKv()
    const reopen = () => openKvStore(kv)
    const place = kv.redis.socketPath
    return { store: reopen(), flushMs: FLUSH_KV_MS, reopen, place, dispose: () => kv.stop() }
  }
  const folder = await mkdtemp(join(tmpdir(), 'neptun-in-process-'))
  const opened: Store[] = []
  const reopen = () => {
    const store = openSqliteStore(folder)
    opened.push(store)
    return store
  }
  const dispose = async () => {
    for (const store of opened) await store.close()
    await rm(folder, { recursive: true })
  }
  return { store: reopen(), flushMs: FLUSH_EMBEDDED_MS, reopen, place: folder, dispose }
}

/** A user, and a chat of theirs. */
export async function newChat(store: Store): Promise<{ owner: UserId; chat: Chat }> {
  const now = Date.now()
  const user = await store.users.create({ email: `${randomUUID()}@example.test`, passwordHash: 'none', now })
  if (!user) throw new Error('The email is taken')
  return { owner: user.id, chat: await store.chats.create(user.id, { model: 'google/gemma-2-27b-it', now }) }
}

export type Scripted = {
  router: Router
  /** The questions that were asked. */
  readonly asked: string[]
}

/** An upstream that says `pieces` of the question, with so long before each (in one go: 0), and ends when it may. */
export function scripted(
  pieces: (question: string) => readonly string[],
  gapMs: number,
  mayEnd: Promise<void> = Promise.resolve(),
): Scripted {
  const asked: string[] = []
  const gap = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gapMs)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  const router: Router = async function* ({ model, prepare, signal }) {
    const [route] = model.routes
    const question = prepare(route)?.messages.at(-1)?.text ?? ''
    asked.push(question)
    yield { type: 'try', route, local: false }
    yield { type: 'route', model, route, reason: 'first-choice' }
    for (const text of pieces(question)) {
      if (gapMs > 0) await gap(signal)
      signal.throwIfAborted()
      yield { type: 'text', text }
    }
    await mayEnd
    yield { type: 'finish', finishReason: 'stop', usage: null, costUsd: null }
  }
  return { router, asked }
}

export type InProcessTurn = {
  store: Store
  owner: UserId
  chat: Chat
  question: string
  router: Router
  flushMs: number
  accept?: string
}

/** A turn past the HTTP route; `done` resolves when the reply is stored. */
export async function turn(input: InProcessTurn): Promise<{ response: Response; done: Promise<void> }> {
  const { store, owner, chat, question, router, flushMs, accept = null } = input
  const model = findModel('google/gemma-2-27b-it')
  if (!model) throw new Error('The model is gone')
  let done: Promise<void> = Promise.resolve()
  const response = await answerTurn({
    store,
    owner,
    keyId: null,
    turn: {
      model,
      chatId: chat.id,
      chat,
      messages: [{ role: 'user', text: question }],
      question: { text: question },
      trigger: 'submit',
    },
    requestId: 'req_in_process',
    arrivedMs: performance.now(),
    allowances: noLimits,
    headers: new Headers(),
    router,
    flushMs,
    accept,
    signal: new AbortController().signal,
    keepAlive: (work) => {
      done = work
    },
  })
  return { response, done }
}
