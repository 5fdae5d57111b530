import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { atOnce } from './transaction.ts'

/**
 * The schema, step by step; `user_version` counts the steps taken. A step that was released is never edited.
 * All instants are Unix milliseconds. `ord` is the order of storing: it grows by itself and no clock decides it.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_model TEXT
  );
  CREATE TABLE totals (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO totals VALUES ('users', 0);

  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX sessions_of_owner ON sessions (owner_id, expires_at);

  CREATE TABLE chats (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    name TEXT NOT NULL,
    named INTEGER NOT NULL,
    model TEXT NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0,
    system_prompt TEXT,
    parameters TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    message_count INTEGER NOT NULL DEFAULT 0,
    trashed_at INTEGER
  );
  CREATE INDEX chats_by_activity ON chats (owner_id, updated_at DESC, id DESC) WHERE trashed_at IS NULL;
  CREATE INDEX chats_in_trash ON chats (owner_id, trashed_at) WHERE trashed_at IS NOT NULL;

  CREATE TABLE messages (
    ord INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL REFERENCES chats ON DELETE CASCADE,
    id TEXT NOT NULL,
    generation_id TEXT,
    parent_id TEXT,
    role TEXT NOT NULL,
    content TEXT NOT NULL,
    reasoning TEXT,
    model TEXT,
    status TEXT NOT NULL,
    finish_reason TEXT,
    usage TEXT,
    receipt TEXT,
    error TEXT,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    UNIQUE (chat_id, id)
  );
  CREATE INDEX messages_in_order ON messages (chat_id, ord);
  CREATE INDEX messages_by_parent ON messages (chat_id, parent_id, ord);
  CREATE INDEX messages_of_user ON messages (chat_id, ord) WHERE role = 'user';
  CREATE UNIQUE INDEX messages_by_generation ON messages (generation_id) WHERE generation_id IS NOT NULL;

  CREATE TABLE generations (
    id TEXT PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    chat_id INTEGER NOT NULL REFERENCES chats ON DELETE CASCADE,
    message_ord INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
    heartbeat_at INTEGER NOT NULL,
    stop_requested INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX generations_of_chat ON generations (chat_id, message_ord);
  CREATE INDEX generations_of_owner ON generations (owner_id, chat_id);
  CREATE INDEX generations_of_message ON generations (message_ord);
  CREATE INDEX generations_by_heartbeat ON generations (heartbeat_at);

  CREATE TABLE generation_log (
    generation_id TEXT NOT NULL REFERENCES generations ON DELETE CASCADE,
    position INTEGER NOT NULL,
    span_end INTEGER NOT NULL,
    type TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (generation_id, position)
  ) WITHOUT ROWID;

  CREATE TABLE counters (
    key TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    reset_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX counters_by_end ON counters (reset_at);

  CREATE TABLE checks (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL);

  -- Words arrive folded (lib/store/search-words.ts), so the tokenizer only splits at spaces.
  CREATE VIRTUAL TABLE search USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = "ascii tokenchars '_'"
  );
  CREATE VIRTUAL TABLE search_postings USING fts5vocab (search, instance);
  `,
  `
  CREATE TABLE api_keys (
    id TEXT PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    models TEXT,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    expires_at INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX api_keys_of_owner ON api_keys (owner_id, created_at);

  -- What each reply being written holds of the limits of a user or key; one that is not renewed ends by itself.
  CREATE TABLE leases (
    subject TEXT NOT NULL,
    id TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (subject, id)
  ) WITHOUT ROWID;
  CREATE INDEX leases_by_end ON leases (expires_at);
  `,
  `
  -- The newest turns of each user, as JSON; seq counts them.
  CREATE TABLE usage_turns (
    owner_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    turn TEXT NOT NULL,
    PRIMARY KEY (owner_id, seq)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX usage_turns_by_id ON usage_turns (owner_id, id);

  -- Sums; n0 to n18 are named in lib/store/usage-records.ts. No provider or key is the empty text.
  CREATE TABLE usage_days (
    owner_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    day TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    key_id TEXT NOT NULL,
    n0 INTEGER NOT NULL, n1 INTEGER NOT NULL, n2 INTEGER NOT NULL, n3 INTEGER NOT NULL, n4 INTEGER NOT NULL,
    n5 INTEGER NOT NULL, n6 INTEGER NOT NULL, n7 INTEGER NOT NULL, n8 INTEGER NOT NULL, n9 INTEGER NOT NULL,
    n10 INTEGER NOT NULL, n11 INTEGER NOT NULL, n12 INTEGER NOT NULL, n13 INTEGER NOT NULL, n14 INTEGER NOT NULL,
    n15 INTEGER NOT NULL, n16 INTEGER NOT NULL, n17 INTEGER NOT NULL, n18 INTEGER NOT NULL,
    PRIMARY KEY (owner_id, day, model, provider, key_id)
  ) WITHOUT ROWID;

  -- What the record of a turn needs whose process dies; null: it is no turn.
  ALTER TABLE generations ADD COLUMN metered TEXT;
  `,
  `
  -- What the receipt of a reply knows of it whose process dies; null: nothing of it was logged.
  ALTER TABLE generations ADD COLUMN opening TEXT;
  `,
  `
  -- The documents of the search index whose words are not in it yet (search-index.ts).
  CREATE TABLE unindexed (
    owner_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    document INTEGER NOT NULL,
    PRIMARY KEY (owner_id, document)
  ) WITHOUT ROWID;
  `,
]

const versionRow = z.object({ user_version: z.number() })

/** Brings a database to the newest schema. Of several processes that open a file at once, one takes each step. */
export function migrate(database: DatabaseSync): void {
  const version = () => versionRow.parse(database.prepare('PRAGMA user_version').get()).user_version
  if (version() === migrations.length) return
  atOnce(database, () => {
    const done = version()
    if (done > migrations.length)
      throw new Error(`The database is at schema ${done}, this version of Neptun knows ${migrations.length}`)
    for (const step of migrations.slice(done)) database.exec(step)
    database.exec(`PRAGMA user_version = ${migrations.length}`)
  })
}
