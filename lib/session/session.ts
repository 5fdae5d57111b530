import 'server-only'
import { hash } from 'node:crypto'
import { newSessionId, type SessionId, type UserId } from '../domain/ids.ts'
import { type SealingPassword, sessionPassword } from '../env.ts'
import {
  findSeal,
  openSeal,
  SESSION_MS,
  type SessionClaim,
  sealSession,
  sessionCookieHeader,
} from './cookie.ts'

/** Who sends a request with the session cookie, checked against the store. */
export type SessionCaller = SessionClaim & { via: 'session' }

/** The part of the store that knows which sessions stand; the store's SessionStore fits. */
export type SessionChecks = {
  isValid(owner: UserId, session: SessionId, now: number): Promise<boolean>
}
export type SessionRecords = SessionChecks & {
  create(owner: UserId, session: { id: SessionId; expiresAt: number }): Promise<void>
  revoke(owner: UserId, session: SessionId): Promise<void>
  revokeAll(owner: UserId): Promise<void>
}

const REMEMBERED_MS = 30_000
const REMEMBERED_SEALS = 1_000
const remembered = new Map<string, { claim: SessionClaim; until: number }>()

/**
 * Opens a seal, or remembers how it was opened a moment ago: a page makes several requests with one cookie. Only this
 * cryptography is remembered, never that a session stands. The key is a digest of both, so that neither
 * is held and a seal that was opened with one password is not taken for opened with another.
 */
async function openRemembered(seal: string, password: SealingPassword): Promise<SessionClaim | null> {
  const key = hash('sha256', JSON.stringify([password, seal]), 'base64')
  const known = remembered.get(key)
  if (known && known.until > Date.now()) return known.claim
  remembered.delete(key)
  const claim = await openSeal(seal, password)
  if (!claim) return null
  const oldest = remembered.size >= REMEMBERED_SEALS ? remembered.keys().next().value : undefined
  if (oldest !== undefined) remembered.delete(oldest)
  remembered.set(key, { claim, until: Date.now() + REMEMBERED_MS })
  return claim
}

/** Who sends this request by its cookie; null without one that opens, or when its session was revoked or has expired. */
export async function findCaller(
  request: { readonly headers: Pick<Headers, 'get'> },
  sessions: SessionChecks,
): Promise<SessionCaller | null> {
  const seal = findSeal(request.headers.get('cookie'))
  const claim = seal === null ? null : await openRemembered(seal, sessionPassword())
  if (!claim || !(await sessions.isValid(claim.userId, claim.sessionId, Date.now()))) return null
  return { ...claim, via: 'session' }
}

/** Begins a session of 14 days and gives the value of the `Set-Cookie` header that carries it. */
export async function startSession(
  sessions: SessionRecords,
  owner: UserId,
  secure: boolean,
): Promise<string> {
  const id = newSessionId()
  await sessions.create(owner, { id, expiresAt: Date.now() + SESSION_MS })
  return sessionCookieHeader(await sealSession({ userId: owner, sessionId: id }, sessionPassword()), secure)
}

/** Revokes the caller's session: a copy of the cookie is worth nothing from now on. */
export function endSession(sessions: SessionRecords, caller: SessionCaller): Promise<void> {
  return sessions.revoke(caller.userId, caller.sessionId)
}

/** Revokes every session of a user. */
export function endAllSessions(sessions: SessionRecords, owner: UserId): Promise<void> {
  return sessions.revokeAll(owner)
}
