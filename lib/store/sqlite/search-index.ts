import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { type ChatId, toChatId, type UserId } from '../../domain/ids.ts'
import { searchWords } from '../search-words.ts'

/**
 * What can be searched, in one FTS5 table: a document for each chat's name and for each message. Every word is
 * kept twice, below its owner (which chats hold it?) and below its chat (does this chat hold it?), so that
 * neither question reads what belongs to another user or chat.
 */
export type SearchIndex = {
  putName(owner: UserId, chat: ChatId, name: string): void
  /** `ord` is the message's number in the order of storing. */
  putMessage(owner: UserId, chat: ChatId, ord: number, content: string): void
  /** Forgets the name and all messages of a chat; while the messages are still there. */
  removeChat(chat: ChatId): void
  /** The chats, the trash included, with a word that begins so; null when there are more than `most`. */
  chatsWith(owner: UserId, word: string, most: number): ChatId[] | null
  /** Whether a chat has a word that begins so. */
  has(chat: ChatId, word: string): boolean
}

const underOwner = (owner: UserId, word: string) => `u${owner}_${word}`
const underChat = (chat: ChatId, word: string) => `c${chat}_${word}`
/** Documents are numbered: a message's is its `ord`, a name's the negative id of its chat. */
const ofName = (chat: ChatId) => -chat
/** Sorts after whatever a word may go on with. */
const LAST = '\u{10FFFF}'

const chatRow = z.object({ chat_id: z.number().transform(toChatId) }).transform((row) => row.chat_id)

/** The search index of an opened database. */
export function sqliteSearchIndex(database: DatabaseSync): SearchIndex {
  const remove = database.prepare('DELETE FROM search WHERE rowid = ?')
  const insert = database.prepare('INSERT INTO search (rowid, words) VALUES (?, ?)')
  const removeMessages = database.prepare(
    'DELETE FROM search WHERE rowid IN (SELECT ord FROM messages WHERE chat_id = ?)',
  )
  // Streams the postings in the order of words and stops early; MATCH would first collect all of a prefix.
  const postings = database.prepare(
    `SELECT DISTINCT iif(doc < 0, -doc, (SELECT chat_id FROM messages WHERE ord = doc)) AS chat_id
     FROM search_postings WHERE term >= ? AND term < ? LIMIT ?`,
  )
  const matches = database.prepare('SELECT 1 FROM search WHERE search MATCH ? LIMIT 1')

  function put(document: number, owner: UserId, chat: ChatId, text: string): void {
    remove.run(document)
    const words = searchWords(text)
    if (words.length === 0) return
    insert.run(document, words.map((word) => `${underOwner(owner, word)} ${underChat(chat, word)}`).join(' '))
  }

  return {
    putName: (owner, chat, name) => put(ofName(chat), owner, chat, name),
    putMessage: (owner, chat, ord, content) => put(ord, owner, chat, content),
    removeChat(chat) {
      remove.run(ofName(chat))
      removeMessages.run(chat)
    },
    chatsWith(owner, word, most) {
      const term = underOwner(owner, word)
      const chats = postings.all(term, `${term}${LAST}`, most + 1).map((row) => chatRow.parse(row))
      return chats.length > most ? null : chats
    },
    has: (chat, word) => matches.get(`"${underChat(chat, word)}" *`) !== undefined,
  }
}
