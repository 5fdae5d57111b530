import { z } from 'zod'
import { type ApiKey, LAST_USE_EVERY_MS, MOST_API_KEYS } from '../../domain/api-key.ts'
import { toKeyId, toUserId } from '../../domain/ids.ts'
import type { ApiKeyStore } from '../contract.ts'
import { isoTime, isoTimeOrNull, jsonOf, modelList } from '../stored-values.ts'
import type { KvConnection } from './connection.ts'
import { keys } from './keys.ts'
import { defineScript } from './script.ts'

const create = defineScript({
  keys: ['api_key', 'api_keys'],
  args: ['id', 'owner', 'record', 'expires_at', 'models', 'most'],
  repeatable: true,
  lua: `
    if redis.call('HEXISTS', api_keys, id) == 1 then return 1 end
    local count = 0
    for _, field in ipairs(redis.call('HKEYS', api_keys)) do
      if string.sub(field, 1, 5) ~= 'used:' then count = count + 1 end
    end
    if count >= tonumber(most) then return 0 end
    redis.call('HSET', api_key, 'owner', owner, 'id', id, 'expiresAt', expires_at, 'models', models)
    redis.call('HSET', api_keys, id, record)
    return 1`,
})

const revoke = defineScript({
  keys: ['api_key', 'api_keys'],
  args: ['id'],
  repeatable: false,
  lua: `
    redis.call('DEL', api_key)
    redis.call('HDEL', api_keys, 'used:' .. id)
    return redis.call('HDEL', api_keys, id)`,
})

/** A key that was revoked meanwhile must not come back. */
const touch = defineScript({
  keys: ['api_key', 'api_keys'],
  args: ['owner', 'now', 'every'],
  repeatable: true,
  lua: `
    local id = redis.call('HGET', api_key, 'id')
    if not id or redis.call('HGET', api_key, 'owner') ~= owner then return 0 end
    local last = redis.call('HGET', api_key, 'lastUsedAt')
    if last and tonumber(last) > now - every then return 0 end
    redis.call('HSET', api_key, 'lastUsedAt', now)
    redis.call('HSET', api_keys, 'used:' .. id, now)
    return 1`,
})

const record = jsonOf(
  z.object({
    hash: z.string(),
    name: z.string(),
    prefix: z.string(),
    createdAt: z.number(),
    expiresAt: z.number().nullable(),
    models: z.array(z.string()).nullable(),
  }),
)
const pairs = z.array(z.string())
const optionalText = z
  .string()
  .nullable()
  .transform((value) => (value === '' ? null : value))
const optionalNumber = optionalText.transform((value) => (value === null ? null : Number(value)))
const found = z.tuple([
  z.coerce.number().int(),
  z.string(),
  optionalNumber,
  optionalText.pipe(modelList),
  optionalNumber,
])

/** The API keys in a key-value store: one record by hash for the requests, and a list for each owner. */
export function kvApiKeys(kv: KvConnection): ApiKeyStore {
  return {
    async create(owner, { id, hash, name, prefix, models, expiresAt, now }) {
      const stored = { hash, name, prefix, createdAt: now, expiresAt, models }
      const created = await kv.run(
        create,
        { api_key: keys.apiKey(hash), api_keys: keys.apiKeys(owner) },
        {
          id,
          owner,
          record: JSON.stringify(stored),
          expires_at: expiresAt ?? '',
          models: models ? JSON.stringify(models) : '',
          most: MOST_API_KEYS,
        },
      )
      return created === 1 ? view(id, stored, null) : null
    },
    async list(owner) {
      const fields = pairs.parse(await kv.command(['HGETALL', keys.apiKeys(owner)], { repeatable: true }))
      const values = new Map<string, string>()
      for (let index = 0; index < fields.length; index += 2)
        values.set(fields[index] ?? '', fields[index + 1] ?? '')
      return [...values]
        .filter(([id]) => !id.startsWith('used:'))
        .map(([id, json]) => {
          const used = values.get(`used:${id}`)
          return view(id, record.parse(json), used === undefined ? null : Number(used))
        })
        .sort((one, other) => other.createdAt.localeCompare(one.createdAt) || one.id.localeCompare(other.id))
    },
    async revoke(owner, id) {
      const json = await kv.command(['HGET', keys.apiKeys(owner), id], { repeatable: true })
      if (json === null) return false
      const { hash } = record.parse(json)
      const removed = await kv.run(
        revoke,
        { api_key: keys.apiKey(hash), api_keys: keys.apiKeys(owner) },
        { id },
      )
      return removed === 1
    },
    async find(hash, now) {
      const names = ['owner', 'id', 'expiresAt', 'models', 'lastUsedAt'] as const
      const values = z
        .array(z.unknown())
        .parse(await kv.command(['HMGET', keys.apiKey(hash), ...names], { repeatable: true }))
      if (values[0] === null) return null
      const [owner, id, expiresAt, models, lastUsedAt] = found.parse(values)
      if (expiresAt !== null && expiresAt <= now) return null
      return { owner: toUserId(owner), id: toKeyId(id), models, lastUsedAt }
    },
    async touch(owner, hash, now) {
      const args = { owner, now, every: LAST_USE_EVERY_MS }
      await kv.run(touch, { api_key: keys.apiKey(hash), api_keys: keys.apiKeys(owner) }, args)
    },
  }
}

function view(id: string, stored: z.infer<typeof record>, lastUsedAt: number | null): ApiKey {
  const { name, prefix, createdAt, expiresAt, models } = stored
  return {
    id: toKeyId(id),
    name,
    prefix,
    createdAt: isoTime(createdAt),
    lastUsedAt: isoTimeOrNull(lastUsedAt),
    expiresAt: isoTimeOrNull(expiresAt),
    models,
  }
}
