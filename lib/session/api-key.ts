import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { LAST_USE_EVERY_MS } from '../domain/api-key.ts'
import type { KeyId, UserId } from '../domain/ids.ts'
import type { KeyCaller } from './caller.ts'

const SECRET_BYTES = 32
const PREFIX_CHARACTERS = 12
const keyPattern = /^npt_[A-Za-z0-9_-]{43}$/u

/** The part of the store that knows keys; the store's ApiKeyStore fits. */
export type ApiKeyRecords = {
  find(
    hash: string,
    now: number,
  ): Promise<{ owner: UserId; id: KeyId; models: string[] | null; lastUsedAt: number | null } | null>
  touch(owner: UserId, hash: string, now: number): Promise<void>
}

/** What is stored of a key: its SHA-256. 256 random bits need no slow hash, for nobody can guess them. */
export const hashOfKey = (key: string) => createHash('sha256').update(key).digest('hex')

/** A new key, `npt_` and 32 random bytes in base64url, with what is stored of it. */
export function newApiKey(): { key: string; prefix: string; hash: string } {
  const key = `npt_${randomBytes(SECRET_BYTES).toString('base64url')}`
  return { key, prefix: key.slice(0, PREFIX_CHARACTERS), hash: hashOfKey(key) }
}

/** What stands behind `Bearer` in the header Authorization, '' if nothing does; null without such a header. */
export function bearerOf(headers: Pick<Headers, 'get'>): string | null {
  const match = /^Bearer(?:\s+(.*))?$/iu.exec(headers.get('authorization')?.trim() ?? '')
  return match ? (match[1] ?? '').trim() : null
}

/** Who does what nobody waits for. */
export type LateWork = {
  /** Keeps the process alive until this is done, where a process ends with its response. */
  keepAlive: (work: Promise<void>) => void
  onUseNotWritten: (error: unknown) => void
}

/** Who sends a request with this key; null when there is no such key, or when it was revoked or has expired. */
export async function findKeyCaller(
  key: string,
  records: ApiKeyRecords,
  now: number,
  { keepAlive, onUseNotWritten }: LateWork,
): Promise<KeyCaller | null> {
  if (!keyPattern.test(key)) return null
  const hash = hashOfKey(key)
  const known = await records.find(hash, now)
  if (!known) return null
  const { owner, id, models, lastUsedAt } = known
  // Nobody waits for it: that a key was used is worth less than the answer.
  if (lastUsedAt === null || lastUsedAt <= now - LAST_USE_EVERY_MS)
    keepAlive(records.touch(owner, hash, now).catch(onUseNotWritten))
  return { via: 'key', userId: owner, keyId: id, models }
}
