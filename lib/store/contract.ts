import type { ApiKey } from '../domain/api-key.ts'
import type { Chat, ChatParameters, MessageStatus, ReplyDelta, StoredMessage } from '../domain/chat.ts'
import type { ErrorBody } from '../domain/errors.ts'
import type { ChatId, GenerationId, KeyId, MessageId, SessionId, UserId } from '../domain/ids.ts'
import type { LimitHolder, LimitUse } from '../domain/limits.ts'
import type { FinishReason, Opening, Receipt, Usage } from '../domain/receipt.ts'
import type { TurnUsage, UsageCell } from '../domain/usage.ts'

/**
 * What is remembered. Every method of a user's things begins with the owner; what belongs to another user and
 * what does not exist look the same (null, false, `chat-missing`). All instants (`…At`, `now`) are Unix
 * milliseconds, all durations `…Ms`. A method throws only when the store itself fails.
 */
export interface Store {
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly apiKeys: ApiKeyStore
  readonly chats: ChatStore
  readonly messages: MessageStore
  readonly generations: GenerationStore
  readonly counters: CounterStore
  readonly usage: UsageStore
  readonly limits: LimitStore
  /**
   * Called once by a process that is going to work here, before it begins anything. True when no other one does, so that
   * whatever still runs was left by processes that are gone. A store that cannot know gives false.
   */
  enter(): Promise<boolean>
  /** Resolves when the store can be read and written; throws otherwise. */
  check(): Promise<void>
  /** Releases files and connections. Nothing may be called afterwards. */
  close(): Promise<void>
}

export type UserRecord = { id: UserId; email: string; passwordHash: string; createdAt: number }

export interface UserStore {
  /** Takes an email already folded to lower case. null when it is taken; of two at once exactly one succeeds. */
  create(user: { email: string; passwordHash: string; now: number }): Promise<UserRecord | null>
  findByEmail(email: string): Promise<UserRecord | null>
  find(user: UserId): Promise<UserRecord | null>
  /** How many users there are, from a counter. */
  count(): Promise<number>
}

export interface SessionStore {
  create(owner: UserId, session: { id: SessionId; expiresAt: number }): Promise<void>
  /** True while the session is that owner's, neither revoked nor expired. */
  isValid(owner: UserId, session: SessionId, now: number): Promise<boolean>
  revoke(owner: UserId, session: SessionId): Promise<void>
  revokeAll(owner: UserId): Promise<void>
}

export type NewApiKey = {
  id: KeyId
  /** SHA-256 of the key in hexadecimal; the key itself is never stored. */
  hash: string
  name: string
  prefix: string
  models: string[] | null
  expiresAt: number | null
  now: number
}

/** What a request by key has to know of it. */
export type KnownApiKey = {
  owner: UserId
  id: KeyId
  models: string[] | null
  lastUsedAt: number | null
}

export interface ApiKeyStore {
  /** null when the owner has `MOST_API_KEYS` already. */
  create(owner: UserId, key: NewApiKey): Promise<ApiKey | null>
  /** Newest first, expired ones too. */
  list(owner: UserId): Promise<ApiKey[]>
  /** It is worth nothing from now on. False when the owner has no such key. */
  revoke(owner: UserId, key: KeyId): Promise<boolean>
  /** The key with this hash, whosever it is; null when there is none, or when it has expired. */
  find(hash: string, now: number): Promise<KnownApiKey | null>
  /** Writes the last use of a key, unless one within `LAST_USE_EVERY_MS` before is written already. */
  touch(owner: UserId, hash: string, now: number): Promise<void>
}

export type ChatPage = { chats: Chat[]; nextCursor: string | null }
export type ChatPatch = {
  name?: string
  model?: string
  pinned?: boolean
  systemPrompt?: string | null
  parameters?: ChatParameters
}

export interface ChatStore {
  /** `name` absent: the default name, replaced by the first question's beginning. */
  create(owner: UserId, chat: { name?: string; model: string; now: number }): Promise<Chat>
  get(owner: UserId, chat: ChatId): Promise<Chat | null>
  /**
   * Newest activity first, without the trash. `cursor` is a former `nextCursor`; one that is malformed gives
   * `invalid-cursor`. `query`: chats whose name or messages hold every word of it, each matched from its
   * beginning, without regard to case and accents; a query without any word matches nothing.
   */
  list(
    owner: UserId,
    page: { limit: number; cursor?: string; query?: string },
  ): Promise<ChatPage | 'invalid-cursor'>
  /** Renaming and pinning are no activity. `parameters` replaces the former ones. */
  update(owner: UserId, chat: ChatId, patch: ChatPatch): Promise<Chat | null>
  /** Puts a chat in the trash and clears what has been there longer than `TRASH_KEPT_MS`. False when there is none. */
  trash(owner: UserId, chat: ChatId, now: number): Promise<boolean>
  /** Takes a chat out of the trash; one that is not in it is given as it is. null when there is none or its time is over. */
  restore(owner: UserId, chat: ChatId, now: number): Promise<Chat | null>
  /** The model of the owner's newest turn in any chat, or null. */
  lastModel(owner: UserId): Promise<string | null>
}

/** How long a chat stays in the trash: 7 days. */
export const TRASH_KEPT_MS = 7 * 24 * 60 * 60 * 1000

export type MessagePage = { messages: StoredMessage[]; nextBefore: string | null }

export interface MessageStore {
  /**
   * Oldest first within the page; without `before` the newest page. Order is the order of storing, never a
   * clock's. null for a missing chat.
   */
  list(
    owner: UserId,
    chat: ChatId,
    page: { limit: number; before?: string },
  ): Promise<MessagePage | null | 'invalid-cursor'>
  get(owner: UserId, chat: ChatId, message: MessageId): Promise<StoredMessage | null>
}

export type BeginInput = {
  chatId: ChatId
  generationId: GenerationId
  replyId: MessageId
  /** `regenerate`: another reply to a stored user message, found by id, else the newest; a submit if there is none. */
  trigger: 'submit' | 'regenerate'
  /** `id` absent: the store's caller had none and `newId` is used. */
  userMessage: { id?: MessageId; newId: MessageId; content: string }
  /** What the new user message answers; null: nothing, it begins the chat anew; absent: the newest message of the chat. */
  parentId?: MessageId | null
  model: string
  /** Becomes the chat's name if it still has the default one. */
  title: string
  now: number
  /** For the record of a turn whose process dies; absent: no turn, nothing is recorded of it. */
  metered?: { keyId: KeyId | null; promptTokens: number }
  /** A running reply whose heartbeat is older than this instant has lost its process and is made `interrupted` first. */
  staleBefore: number
}

export type BeginOutcome =
  | { kind: 'begun'; chat: Chat; userMessage: StoredMessage; reply: StoredMessage }
  /** The same user message again while its newest reply runs or when it is complete: nothing was written. */
  | { kind: 'existing'; reply: StoredMessage }
  | { kind: 'chat-missing' }
  | { kind: 'parent-missing' }

export type FinishInput = {
  status: Exclude<MessageStatus, 'streaming'>
  content: string
  reasoning: string | null
  finishReason: FinishReason | null
  usage: Usage | null
  receipt: Receipt | null
  error: ErrorBody | null
  /** Recorded in the same step, once; absent: nothing is. */
  turn?: TurnUsage
  now: number
}

/** A logged piece of a reply; `position` counts the UTF-16 units of all pieces before it. */
export type LogEntry = ReplyDelta & { position: number }

export type GenerationLog = { reply: StoredMessage; entries: LogEntry[]; heartbeatAt: number }

export interface GenerationStore {
  /**
   * In one atomic step: the user message (once per id), an empty `streaming` reply below it, and the chat's new
   * activity, model and, the first time, name. Of two at once with one message id exactly one begins.
   */
  begin(owner: UserId, input: BeginInput): Promise<BeginOutcome>
  /**
   * Adds pieces to the log and renews the heartbeat; the same step tells whether a stop was asked for. Repeating
   * entries of a position that is logged already changes nothing. `opening` replaces the former one: what the receipt
   * will say if this process dies. `ended` when the generation is no longer running.
   */
  append(
    owner: UserId,
    generation: GenerationId,
    entries: LogEntry[],
    now: number,
    opening?: Opening,
  ): Promise<{ stopRequested: boolean; ended: boolean }>
  /**
   * In one atomic step: the reply gets its text and all that belongs to it, the chat its activity, the log goes.
   * Ends a running or an `interrupted` generation (the process was slow, not dead); false when it had ended otherwise.
   */
  finish(owner: UserId, generation: GenerationId, result: FinishInput): Promise<boolean>
  /** Replies being written in a chat, oldest first. */
  running(owner: UserId, chat: ChatId): Promise<StoredMessage[]>
  /** Ids of the owner's chats in which a reply is being written. */
  runningChats(owner: UserId): Promise<ChatId[]>
  /** The reply of a generation with its log from `fromPosition` on; null when there is none. Empty log once it has ended. */
  read(
    owner: UserId,
    chat: ChatId,
    generation: GenerationId,
    fromPosition: number,
  ): Promise<GenerationLog | null>
  /** Asks the writer of these replies to stop; without `generation` all that run in the chat. Gives those it asked. */
  requestStop(owner: UserId, chat: ChatId, generation?: GenerationId): Promise<GenerationId[]>
  /**
   * Makes `interrupted`, once, with the text of its log and what its opening knew of it, every generation whose heartbeat is older than
   * `staleBefore`: the owner's in that chat, or, without an owner, at most `limit` of all. Gives how many.
   */
  reap(
    scope: { owner: UserId; chat: ChatId } | { limit: number },
    staleBefore: number,
    now: number,
  ): Promise<number>
}

export type Count = { count: number; resetAt: number }

export interface CounterStore {
  /** Adds to a counter in one atomic step and gives its new count; its window begins with the first addition. */
  add(key: string, amount: number, windowMs: number, now: number): Promise<Count>
  /** The counter as it stands; count 0 when its window is over. */
  read(key: string, now: number): Promise<Count>
  clear(key: string): Promise<void>
}

/** How many turns of a user are kept one by one, the newest; the sums by day are kept for good. */
export const MOST_TURNS_KEPT = 5_000

export interface UsageStore {
  /**
   * Records a turn and adds it to the sums of its day, in one atomic step, once per id: repeating it changes nothing. What
   * was recorded as `interrupted` gives way to how the turn really ended.
   */
  record(owner: UserId, turn: TurnUsage): Promise<void>
  /** The sums of the days from `from` to `to`, both included; costs what the range holds, not the history. */
  cells(owner: UserId, range: { from: string; to: string }): Promise<UsageCell[]>
  /** Newest first, of those that are kept; `skip` counts from the newest. */
  turns(owner: UserId, page: { limit: number; skip: number }): Promise<TurnUsage[]>
}

/** A turn that wants to begin: who it counts for, and what its reply may cost at most. */
export type LimitClaim = {
  holders: readonly LimitHolder[]
  /** Names the running reply until it is released. */
  lease: string
  tokens: number
  now: number
  /** The lease ends by itself then, unless it is renewed: its process may die. */
  leaseUntil: number
}

/** What the holders use, in their order, this turn included if it was granted. */
export type LimitOutcome = { granted: boolean; uses: LimitUse[] }

export interface LimitStore {
  /** In one atomic step: the turn counts for every holder and its lease is held, or, where one limit breaks, nothing is done. */
  take(claim: LimitClaim): Promise<LimitOutcome>
  /** Lengthens leases that are not released yet. */
  renew(leases: readonly { subjects: readonly string[]; lease: string }[], until: number): Promise<void>
  /**
   * In one atomic step: the lease goes, and the tokens that the reply cost count for the day. `turnBack`: it was no turn
   * after all. Repeating it changes nothing for a holder with a lease, nor does it `LEASE_KNOWN_MS` after the lease has
   * ended by itself; a holder without one gets its turn back each time.
   */
  release(release: {
    holders: readonly LimitHolder[]
    lease: string
    tokens: number
    turnBack: boolean
    now: number
  }): Promise<void>
}
