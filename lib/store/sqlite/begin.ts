import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { StoredMessage } from '../../domain/chat.ts'
import type { ChatId, MessageId, UserId } from '../../domain/ids.ts'
import type { BeginInput, BeginOutcome } from '../contract.ts'
import type { Ending } from './ending.ts'
import { chatColumns, messageColumns, readChat, readMessage, rowOrNull, toJson } from './rows.ts'
import type { SearchIndex } from './search-index.ts'
import { inTransaction } from './transaction.ts'

const namedRow = z.object({ named: z.number() })

type NewMessage = Pick<
  StoredMessage,
  'id' | 'generationId' | 'parentId' | 'role' | 'content' | 'model' | 'status'
>

/** The first step of a turn, on an opened database. */
export function sqliteBegin(database: DatabaseSync, index: SearchIndex, ending: Ending) {
  const findChat = database.prepare(
    'SELECT named FROM chats WHERE id = ? AND owner_id = ? AND trashed_at IS NULL',
  )
  const chatById = database.prepare(`SELECT ${chatColumns} FROM chats WHERE id = ?`)
  const select = `SELECT ${messageColumns} FROM messages WHERE chat_id = ?`
  const byId = database.prepare(`${select} AND id = ?`)
  const byGeneration = database.prepare(`${select} AND generation_id = ?`)
  const newest = database.prepare(`${select} ORDER BY ord DESC LIMIT 1`)
  const newestOfUser = database.prepare(`${select} AND role = 'user' ORDER BY ord DESC LIMIT 1`)
  const newestReply = database.prepare(
    `${select} AND parent_id = ? AND role = 'assistant' ORDER BY ord DESC LIMIT 1`,
  )
  const insert = database.prepare(
    `INSERT INTO messages (chat_id, id, generation_id, parent_id, role, content, model, status, created_at)
     VALUES (:chat, :id, :generationId, :parentId, :role, :content, :model, :status, :now)`,
  )
  const insertGeneration = database.prepare(
    'INSERT INTO generations (id, owner_id, chat_id, message_ord, heartbeat_at, metered) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const updateChat = database.prepare(
    `UPDATE chats SET updated_at = :now, model = :model, message_count = message_count + :added,
       name = iif(named, name, :title), named = 1
     WHERE id = :chat RETURNING ${chatColumns}`,
  )
  const updateUser = database.prepare('UPDATE users SET last_model = ? WHERE id = ?')
  const message = (chat: ChatId, id: MessageId) => rowOrNull(readMessage, byId.get(chat, id))

  /** The stored user message that is asked for again, or null when there is none and a new one is to be stored. */
  function askedAgain({ chatId, trigger, userMessage }: BeginInput): StoredMessage | null {
    if (userMessage.id !== undefined) {
      const stored = message(chatId, userMessage.id)
      return stored?.role === 'user' ? stored : null
    }
    return trigger === 'regenerate' ? rowOrNull(readMessage, newestOfUser.get(chatId)) : null
  }

  function store(chat: ChatId, now: number, added: NewMessage): number {
    return Number(insert.run({ chat, now, ...added }).lastInsertRowid)
  }

  function storeQuestion(owner: UserId, input: BeginInput): MessageId | 'parent-missing' {
    const { chatId, userMessage, parentId } = input
    const parent =
      parentId === undefined
        ? rowOrNull(readMessage, newest.get(chatId))
        : parentId && message(chatId, parentId)
    if (!parent && parentId) return 'parent-missing'
    // An id that a reply has already cannot name a question as well.
    const taken = userMessage.id === undefined || message(chatId, userMessage.id) !== null
    const id = taken ? userMessage.newId : (userMessage.id ?? userMessage.newId)
    const content = userMessage.content.toWellFormed()
    const question: NewMessage = {
      id,
      generationId: null,
      parentId: parent?.id ?? null,
      role: 'user',
      content,
      model: null,
      status: 'complete',
    }
    index.noteMessage(owner, store(chatId, input.now, question))
    return id
  }

  function storeReply(owner: UserId, input: BeginInput, question: MessageId): void {
    const { chatId, generationId, model, now } = input
    const reply: NewMessage = {
      id: input.replyId,
      generationId,
      parentId: question,
      role: 'assistant',
      content: '',
      model,
      status: 'streaming',
    }
    const ord = store(chatId, now, reply)
    insertGeneration.run(generationId, owner, chatId, ord, now, toJson(input.metered ?? null))
  }

  function begun(chat: unknown, chatId: ChatId, question: MessageId, replyId: MessageId): BeginOutcome {
    return {
      kind: 'begun',
      chat: readChat(chat),
      userMessage: readMessage(byId.get(chatId, question)),
      reply: readMessage(byId.get(chatId, replyId)),
    }
  }

  function run(owner: UserId, input: BeginInput): BeginOutcome {
    const { chatId, generationId, replyId, trigger, model, now } = input
    const found = findChat.get(chatId, owner)
    if (found === undefined) return { kind: 'chat-missing' }
    // The caller did not hear the answer to this very call and repeats it.
    const before = rowOrNull(readMessage, byGeneration.get(chatId, generationId))
    if (before?.parentId && before.id === replyId)
      return begun(chatById.get(chatId), chatId, before.parentId, replyId)

    ending.reapChat(owner, chatId, input.staleBefore, now)
    const again = askedAgain(input)
    if (again && trigger === 'submit') {
      const reply = rowOrNull(readMessage, newestReply.get(chatId, again.id))
      if (reply?.status === 'streaming' || reply?.status === 'complete') return { kind: 'existing', reply }
    }
    const question = again?.id ?? storeQuestion(owner, input)
    if (question === 'parent-missing') return { kind: 'parent-missing' }
    storeReply(owner, input, question)
    const title = input.title.toWellFormed()
    if (namedRow.parse(found).named === 0) index.noteName(owner, chatId)
    updateUser.run(model, owner)
    return begun(
      updateChat.get({ chat: chatId, now, model, added: again ? 1 : 2, title }),
      chatId,
      question,
      replyId,
    )
  }

  return async (owner: UserId, input: BeginInput): Promise<BeginOutcome> =>
    inTransaction(database, () => run(owner, input))
}
