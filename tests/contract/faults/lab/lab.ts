import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Router } from '../../../../lib/chat/failover.ts'
import { answerTurn } from '../../../../lib/chat/turn.ts'
import type { Chat, StoredMessage } from '../../../../lib/domain/chat.ts'
import { newRequestId, toChatId, type UserId } from '../../../../lib/domain/ids.ts'
import { environment } from '../../../../lib/env.ts'
import { errorResponse } from '../../../../lib/http/route.ts'
import { setLogLevel } from '../../../../lib/log.ts'
import type { CatalogEntry } from '../../../../lib/models/catalog.ts'
import { RouteHealth } from '../../../../lib/models/health.ts'
import type { Timeouts } from '../../../../lib/models/provider.ts'
import { providers } from '../../../../lib/models/providers/index.ts'
import { routeReply } from '../../../../lib/models/router.ts'
import { openStream } from '../../../../lib/models/upstream/open.ts'
import type { Store } from '../../../../lib/store/contract.ts'
import { openSqliteStore } from '../../../../lib/store/sqlite/open.ts'
import { noLimits } from '../../../support/no-limits.ts'
import { startUpstream, type Upstream, upstreamEnvironment } from '../../../upstream/index.ts'

/** The router of the application on a health of one's own; `timeouts` are laid over those of every provider. */
export const routerWith =
  (health = new RouteHealth(), timeouts: Partial<Timeouts> = {}): Router =>
  (input) =>
    routeReply(input, {
      providers,
      health,
      open: (provider, call) =>
        openStream(provider, { ...call, timeouts: { ...call.timeouts, ...timeouts } }),
    })

export type Question = {
  model: CatalogEntry
  text: string
  playground?: boolean
  router?: Router
  accept?: string
  signal?: AbortSignal
}

/** A turn that was asked for. `stored` resolves when nothing is left to do, with what the chat then holds. */
export type Turn = {
  requestId: string
  chat: Chat | null
  response: Promise<Response>
  stored: () => Promise<StoredMessage[]>
}

/** The demo upstream, a store in a folder of its own, and one person who asks; all in this process. */
export class Lab {
  readonly upstream: Upstream
  readonly store: Store
  readonly owner: UserId
  readonly #folder: string

  private constructor(upstream: Upstream, store: Store, owner: UserId, folder: string) {
    this.upstream = upstream
    this.store = store
    this.owner = owner
    this.#folder = folder
  }

  static async start(): Promise<Lab> {
    const upstream = await startUpstream({ delayMs: 0 })
    Object.assign(process.env, upstreamEnvironment(upstream.origin))
    // The environment is read once in a process: from here on it is this one.
    if (environment().HUGGINGFACE_BASE_URL !== process.env.HUGGINGFACE_BASE_URL)
      throw new Error('The environment was read before the demo upstream was started')
    // What fails here fails on purpose.
    setLogLevel('error')
    const folder = await mkdtemp(join(tmpdir(), 'neptun-faults-'))
    const store = openSqliteStore(folder)
    const user = await store.users.create({ email: 'one@example.test', passwordHash: '', now: Date.now() })
    if (!user) throw new Error('The store has a user already')
    return new Lab(upstream, store, user.id, folder)
  }

  async stop(): Promise<void> {
    await this.upstream.stop()
    await this.store.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Asks as the endpoint does, in a chat of its own; what is thrown becomes the response that the endpoint gives. */
  async ask(question: Question): Promise<Turn> {
    const { store, owner } = this
    const { model, text } = question
    const requestId = newRequestId()
    const chat = question.playground
      ? null
      : await store.chats.create(owner, { model: model.id, now: Date.now() })
    const work: Promise<void>[] = []
    const response = answerTurn({
      store,
      owner,
      keyId: null,
      turn: {
        model,
        chatId: chat?.id ?? toChatId(-1),
        chat,
        messages: [{ role: 'user', text }],
        question: { text },
        trigger: 'submit',
      },
      requestId,
      arrivedMs: performance.now(),
      allowances: noLimits,
      headers: new Headers(),
      router: question.router ?? routerWith(),
      flushMs: 50,
      accept: question.accept ?? null,
      signal: question.signal ?? new AbortController().signal,
      keepAlive: (kept) => work.push(kept),
    }).catch((error: unknown) => errorResponse(error, requestId))
    const stored = async () => {
      await response
      await Promise.all(work)
      const page = chat && (await store.messages.list(owner, chat.id, { limit: 10 }))
      return page && page !== 'invalid-cursor' ? page.messages : []
    }
    return { requestId, chat, response, stored }
  }
}
