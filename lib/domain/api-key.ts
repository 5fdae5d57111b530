import type { KeyId } from './ids.ts'

/** An API key as its owner sees it (api.md section 6), never the key itself. Times are ISO 8601 in UTC. */
export type ApiKey = {
  id: KeyId
  name: string
  /** How the key begins, so that a person finds it again. */
  prefix: string
  createdAt: string
  /** Exact to a minute; null: never used. */
  lastUsedAt: string | null
  /** null: it does not expire. */
  expiresAt: string | null
  /** Ids of the models that it may ask; null: all. */
  models: string[] | null
}

/** The last use of a key is written at most so often. */
export const LAST_USE_EVERY_MS = 60_000

/** One person has at most so many keys, expired ones included. */
export const MOST_API_KEYS = 100
