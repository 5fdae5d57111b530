import { afterEach, beforeEach } from 'vitest'
import type { Chat, StoredMessage } from '../../../lib/domain/chat.ts'
import type { ErrorBody } from '../../../lib/domain/errors.ts'
import {
  type ChatId,
  newGenerationId,
  newMessageId,
  toMessageId,
  type UserId,
} from '../../../lib/domain/ids.ts'
import type { Receipt, Usage } from '../../../lib/domain/receipt.ts'
import type { BeginInput, BeginOutcome, FinishInput, LogEntry, Store } from '../../../lib/store/contract.ts'

/** A store with nothing in it; `reopen` gives another instance on the same data. */
export type OpenedStore = { store: Store; reopen(): Promise<Store>; dispose(): Promise<void> }
export type OpenStore = () => Promise<OpenedStore>

/** The instant at which the tests begin; the stores take every time from their caller. */
export const NOON = Date.UTC(2030, 0, 1, 12)
export const MINUTE_MS = 60_000
/** A begin never finds its own chat's replies dead by this. */
const LONG_AGO = NOON - 365 * 24 * 60 * MINUTE_MS

/** Opens a store before each test and disposes of it afterwards. */
export function storeOfEachTest(open: OpenStore): { readonly store: Store; reopen(): Promise<Store> } {
  let opened: OpenedStore | undefined
  const current = () => {
    if (!opened) throw new Error('no store is open outside a test')
    return opened
  }
  beforeEach(async () => {
    opened = await open()
  })
  afterEach(() => current().dispose())
  return {
    get store() {
      return current().store
    },
    reopen: () => current().reopen(),
  }
}

let users = 0

/** A user of their own. */
export async function newUser(store: Store): Promise<UserId> {
  users += 1
  const user = await store.users.create({
    email: `user-${users}@example.org`,
    passwordHash: 'hash',
    now: NOON,
  })
  if (!user) throw new Error('the email is taken')
  return user.id
}

/** A chat with the default name, or the given one. */
export const newChat = (store: Store, owner: UserId, name?: string, now = NOON): Promise<Chat> =>
  store.chats.create(owner, { name, model: 'qwen/Qwen2.5-72B-Instruct', now })

export type TurnOptions = Partial<Omit<BeginInput, 'userMessage'>> & { id?: string; content?: string }

/** A turn to begin, with ids of its own and, unless told, a question without an id. */
export function turn(
  chatId: ChatId,
  { id, content = 'What is Lua?', ...options }: TurnOptions = {},
): BeginInput {
  return {
    chatId,
    generationId: newGenerationId(),
    replyId: newMessageId(),
    trigger: 'submit',
    userMessage: { id: id === undefined ? undefined : toMessageId(id), newId: newMessageId(), content },
    model: 'google/gemma-2-27b-it',
    title: 'A title',
    now: NOON,
    staleBefore: LONG_AGO,
    ...options,
  }
}

type Begun = Extract<BeginOutcome, { kind: 'begun' }>

/** Begins a turn that must begin. */
export async function begin(
  store: Store,
  owner: UserId,
  input: BeginInput,
): Promise<Begun & { input: BeginInput }> {
  const outcome = await store.generations.begin(owner, input)
  if (outcome.kind !== 'begun') throw new Error(`the turn did not begin: ${outcome.kind}`)
  return { ...outcome, input }
}

/** How a generation ends; complete and with nothing but a text unless told. */
export const ending = (changes: Partial<FinishInput> = {}): FinishInput => ({
  status: 'complete',
  content: 'A language.',
  reasoning: null,
  finishReason: 'stop',
  usage: null,
  receipt: null,
  error: null,
  now: NOON,
  ...changes,
})

/** A whole turn: question and reply. */
export async function talk(
  store: Store,
  owner: UserId,
  chatId: ChatId,
  question: TurnOptions = {},
  answer: Partial<FinishInput> = {},
): Promise<Begun> {
  const begun = await begin(store, owner, turn(chatId, question))
  const now = question.now ?? NOON
  if (!(await store.generations.finish(owner, begun.input.generationId, ending({ now, ...answer }))))
    throw new Error('the reply did not end')
  return begun
}

/** All messages of a chat, as far as one page shows them. */
export async function messagesOf(store: Store, owner: UserId, chat: ChatId): Promise<StoredMessage[]> {
  const page = await store.messages.list(owner, chat, { limit: 200 })
  if (page === null || page === 'invalid-cursor') throw new Error(`no messages: ${page}`)
  return page.messages
}

/** The chats of a first page, by name; searched by `query` when it is given. */
export async function chatNames(store: Store, owner: UserId, query?: string): Promise<string[]> {
  const page = await store.chats.list(owner, { limit: 100, query })
  if (page === 'invalid-cursor') throw new Error(page)
  return page.chats.map((chat) => chat.name)
}

/** Pieces of text as log entries, one behind the other from a position on. */
export function textEntries(texts: readonly string[], from = 0): LogEntry[] {
  let position = from
  return texts.map((text) => {
    const entry: LogEntry = { type: 'text', text, position }
    position += text.length
    return entry
  })
}

export const usage: Usage = { inputTokens: 12, outputTokens: 34, reasoningTokens: 5, estimated: true }

export const receipt: Receipt = {
  model: 'google/gemma-2-27b-it',
  provider: 'huggingface',
  upstreamModel: 'google/gemma-2-27b-it:nebius',
  reason: 'failover',
  attempts: [
    { provider: 'cloudflare', upstreamModel: '@cf/a/b', outcome: 'upstream_quota', status: 429, ms: 12.5 },
    { provider: 'openrouter', upstreamModel: 'a/b', outcome: 'skipped', status: null, ms: 0 },
    {
      provider: 'huggingface',
      upstreamModel: 'google/gemma-2-27b-it:nebius',
      outcome: 'ok',
      status: 200,
      ms: 80,
    },
  ],
  queuedMs: 1,
  firstTokenMs: 92.25,
  totalMs: 1200,
  usage,
  cost: { usd: 0.000_012 },
  droppedTurns: 2,
  requestId: 'req_1',
}

export const error: ErrorBody = {
  statusCode: 500,
  statusMessage: 'Internal Server Error',
  data: {
    code: 'upstream_timeout',
    message: 'The model did not answer in time.',
    requestId: 'req_1',
    retryAfter: 3,
    retryable: true,
    issues: [{ path: 'a', message: 'b' }],
  },
}
