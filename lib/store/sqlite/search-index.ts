import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { type ChatId, toChatId, toUserId, type UserId } from '../../domain/ids.ts'
import { searchWords } from '../search-words.ts'

/**
 * What can be searched, in one FTS5 table: a document for each chat's name and for each message. Every word is
 * kept twice, below its owner (which chats hold it?) and below its chat (does this chat hold it?), so that
 * neither question reads what belongs to another user or chat. A document is noted with what it belongs to, and its words,
 * which cost more than all else of a turn, are put in later (late-index.ts), or by whoever searches first.
 */
export type SearchIndex = {
  /** The name of a chat has changed. */
  noteName(owner: UserId, chat: ChatId): void
  /** A message has got its text; `ord` is its number in the order of storing. */
  noteMessage(owner: UserId, ord: number): void
  /** Whether documents of an owner, or of anybody, are noted, more than `most`. */
  isBehind(owner: UserId | null, most: number): boolean
  /**
   * Puts in the words of noted documents, of one owner or of anybody, at least of one and as long as `goesOn`. False: none is
   * left.
   */
  catchUp(owner: UserId | null, goesOn: () => boolean): boolean
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

/**
 * SQL: the chats, the trash included, with a word of an owner's that begins so (`boundsOf` fills it in). It streams the
 * postings in the order of words, so what wants few stops early; MATCH would first collect all of a prefix.
 */
export const CHATS_WITH_WORD = `SELECT DISTINCT iif(doc < 0, -doc, (SELECT chat_id FROM messages WHERE ord = doc))
  AS chat_id FROM search_postings WHERE term >= ? AND term < ?`
export const boundsOf = (owner: UserId, word: string): [string, string] => {
  const term = underOwner(owner, word)
  return [term, `${term}${LAST}`]
}

const chatRow = z.object({ chat_id: z.number().transform(toChatId) }).transform((row) => row.chat_id)
const notedRow = z.object({ owner_id: z.number().transform(toUserId), document: z.number() })
const textRow = z.object({ chat_id: z.number().transform(toChatId), text: z.string() })

/** So many documents are read in one go. */
const READ_DOCUMENTS = 32

/** The search index of an opened database. `onNoted` is told of every document that is noted. */
export function sqliteSearchIndex(database: DatabaseSync, onNoted = () => {}): SearchIndex {
  const remove = database.prepare('DELETE FROM search WHERE rowid = ?')
  const insert = database.prepare('INSERT INTO search (rowid, words) VALUES (?, ?)')
  const removeMessages = database.prepare(
    'DELETE FROM search WHERE rowid IN (SELECT ord FROM messages WHERE chat_id = ?)',
  )
  const postings = database.prepare(`${CHATS_WITH_WORD} LIMIT ?`)
  const matches = database.prepare('SELECT 1 FROM search WHERE search MATCH ? LIMIT 1')

  const note = database.prepare('INSERT OR IGNORE INTO unindexed (owner_id, document) VALUES (?, ?)')
  const strike = database.prepare('DELETE FROM unindexed WHERE owner_id = ? AND document = ?')
  const noted = database.prepare(
    'SELECT owner_id, document FROM unindexed WHERE owner_id >= 0 LIMIT ? OFFSET ?',
  )
  const notedOf = database.prepare(
    'SELECT owner_id, document FROM unindexed WHERE owner_id = ? LIMIT ? OFFSET ?',
  )
  const nameText = database.prepare('SELECT id AS chat_id, name AS text FROM chats WHERE id = ?')
  const messageText = database.prepare('SELECT chat_id, content AS text FROM messages WHERE ord = ?')

  function read(owner: UserId | null, limit: number, offset = 0): z.infer<typeof notedRow>[] {
    const rows = owner === null ? noted.all(limit, offset) : notedOf.all(owner, limit, offset)
    return rows.map((row) => notedRow.parse(row))
  }

  function put(owner: UserId, document: number): void {
    remove.run(document)
    const row = document < 0 ? nameText.get(-document) : messageText.get(document)
    // Its chat may be gone by now.
    if (row !== undefined) {
      const { chat_id: chat, text } = textRow.parse(row)
      const words = searchWords(text).map((word) => `${underOwner(owner, word)} ${underChat(chat, word)}`)
      if (words.length > 0) insert.run(document, words.join(' '))
    }
    strike.run(owner, document)
  }

  function take(owner: UserId, document: number): void {
    note.run(owner, document)
    onNoted()
  }

  return {
    noteName: (owner, chat) => take(owner, ofName(chat)),
    noteMessage: take,
    isBehind: (owner, most) => read(owner, 1, most).length > 0,
    catchUp(owner, goesOn) {
      for (;;) {
        const rows = read(owner, READ_DOCUMENTS)
        if (rows.length === 0) return false
        for (const row of rows) {
          put(row.owner_id, row.document)
          if (!goesOn()) return true
        }
      }
    },
    removeChat(chat) {
      remove.run(ofName(chat))
      removeMessages.run(chat)
    },
    chatsWith(owner, word, most) {
      const chats = postings.all(...boundsOf(owner, word), most + 1).map((row) => chatRow.parse(row))
      return chats.length > most ? null : chats
    },
    has: (chat, word) => matches.get(`"${underChat(chat, word)}" *`) !== undefined,
  }
}
