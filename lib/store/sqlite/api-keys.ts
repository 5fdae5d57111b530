import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { type ApiKey, LAST_USE_EVERY_MS, MOST_API_KEYS } from '../../domain/api-key.ts'
import { toKeyId, toUserId } from '../../domain/ids.ts'
import type { ApiKeyStore, KnownApiKey } from '../contract.ts'
import { isoTime, isoTimeOrNull, modelList } from '../stored-values.ts'
import { rowOrNull } from './rows.ts'

const columns = 'id, name, prefix, models, created_at, last_used_at, expires_at'
const keyRow = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    models: modelList,
    created_at: z.number(),
    last_used_at: z.number().nullable(),
    expires_at: z.number().nullable(),
  })
  .transform(
    (row): ApiKey => ({
      id: toKeyId(row.id),
      name: row.name,
      prefix: row.prefix,
      createdAt: isoTime(row.created_at),
      lastUsedAt: isoTimeOrNull(row.last_used_at),
      expiresAt: isoTimeOrNull(row.expires_at),
      models: row.models,
    }),
  )
const readKey = (row: unknown) => keyRow.parse(row)
const knownRow = z
  .object({
    id: z.string(),
    owner_id: z.number(),
    models: modelList,
    last_used_at: z.number().nullable(),
  })
  .transform(
    (row): KnownApiKey => ({
      id: toKeyId(row.id),
      owner: toUserId(row.owner_id),
      models: row.models,
      lastUsedAt: row.last_used_at,
    }),
  )
const readKnown = (row: unknown) => knownRow.parse(row)

/** The API keys of an opened database. */
export function sqliteApiKeys(database: DatabaseSync): ApiKeyStore {
  const insert = database.prepare(
    `INSERT INTO api_keys (id, owner_id, hash, name, prefix, models, created_at, expires_at)
     SELECT :id, :owner, :hash, :name, :prefix, :models, :now, :expiresAt
     WHERE (SELECT count(*) FROM api_keys WHERE owner_id = :owner) < ${MOST_API_KEYS}
     RETURNING ${columns}`,
  )
  const ofOwner = database.prepare(
    `SELECT ${columns} FROM api_keys WHERE owner_id = ? ORDER BY created_at DESC, id`,
  )
  const remove = database.prepare('DELETE FROM api_keys WHERE id = ? AND owner_id = ?')
  const byHash = database.prepare(
    `SELECT id, owner_id, models, last_used_at FROM api_keys
     WHERE hash = ? AND (expires_at IS NULL OR expires_at > ?)`,
  )
  const use = database.prepare(
    `UPDATE api_keys SET last_used_at = :now WHERE hash = :hash AND owner_id = :owner
     AND (last_used_at IS NULL OR last_used_at <= :now - ${LAST_USE_EVERY_MS})`,
  )

  return {
    async create(owner, { models, ...key }) {
      const row = insert.get({ ...key, owner, models: models && JSON.stringify(models) })
      return rowOrNull(readKey, row)
    },
    async list(owner) {
      return ofOwner.all(owner).map(readKey)
    },
    async revoke(owner, key) {
      return Number(remove.run(key, owner).changes) > 0
    },
    async find(hash, now) {
      return rowOrNull(readKnown, byHash.get(hash, now))
    },
    async touch(owner, hash, now) {
      use.run({ owner, hash, now })
    },
  }
}
