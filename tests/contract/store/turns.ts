import type { Chat, StoredMessage } from '../../../lib/domain/chat.ts'
import {
  type ChatId,
  newGenerationId,
  newMessageId,
  toMessageId,
  type UserId,
} from '../../../lib/domain/ids.ts'
import type { BeginInput, BeginOutcome, FinishInput, LogEntry, Store } from '../../../lib/store/contract.ts'

/** The instant at which the tests begin; the stores take every time from their caller. */
export const NOON = Date.UTC(2030, 0, 1, 12)
export const MINUTE_MS = 60_000
/** A begin never finds its own chat's replies dead by this. */
const LONG_AGO = NOON - 365 * 24 * 60 * MINUTE_MS

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

/** A piece of a log. */
export const entry = (position: number, text: string, type: LogEntry['type'] = 'text'): LogEntry => ({
  type,
  text,
  position,
})

/** What the pieces of a log amount to, whatever their types. */
export const joined = (entries: readonly LogEntry[] = []) => entries.map(({ text }) => text).join('')

/** A user with an empty chat; `ids` gives those of its messages. */
export async function emptyChat(store: Store) {
  const owner = await newUser(store)
  const chat = await newChat(store, owner)
  const ids = async () => (await messagesOf(store, owner, chat.id)).map((message) => message.id)
  return { owner, chat, ids }
}

/** A user with a chat in which a first reply runs. */
export async function runningReply(store: Store) {
  const { owner, chat } = await emptyChat(store)
  const { input, reply } = await begin(store, owner, turn(chat.id))
  const generation = input.generationId
  return {
    owner,
    chat: chat.id,
    generation,
    reply,
    append: (entries: LogEntry[], now = NOON) => store.generations.append(owner, generation, entries, now),
    read: (from = 0) => store.generations.read(owner, chat.id, generation, from),
    message: () => store.messages.get(owner, chat.id, reply.id),
  }
}
