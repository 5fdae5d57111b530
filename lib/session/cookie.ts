import { sealData, unsealData } from 'iron-session'
import { type SessionId, toSessionId, toUserId, type UserId } from '../domain/ids.ts'
import type { SealingPassword } from '../env.ts'

/*
 * Edge-safe: the middleware imports this file, so nothing here may reach a Node module or the store.
 */

/** The name of the session cookie; clients have it in their scripts (api.md section 2). */
export const SESSION_COOKIE = 'neptun-session'
/** How long a session lasts: 14 days. */
export const SESSION_MS = 14 * 24 * 60 * 60 * 1000
const SESSION_SECONDS = SESSION_MS / 1000

/** Browsers keep no longer cookie (RFC 6265 section 6.1), so a longer one is not ours. */
const LONGEST_SEAL_CHARACTERS = 4096

/** Whose session a cookie says it is. Whether that session still stands, only the store knows. */
export type SessionClaim = { userId: UserId; sessionId: SessionId }

/** The sealed value of the session cookie in a `Cookie` header, or null; of several the first, as servers do. */
export function findSeal(cookieHeader: string | null): string | null {
  for (const pair of cookieHeader?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (pair.slice(0, equals).trim() !== SESSION_COOKIE) continue
    const seal = pair.slice(equals + 1).trim()
    return seal.length > 0 && seal.length <= LONGEST_SEAL_CHARACTERS ? seal : null
  }
  return null
}

/** Opens a sealed value; null for one that is junk, expired or sealed with a password that we do not have. */
export async function openSeal(seal: string, password: SealingPassword): Promise<SessionClaim | null> {
  const { userId, sessionId } = await unsealData<Record<string, unknown>>(seal, { password })
  if (typeof userId !== 'number' || !Number.isSafeInteger(userId) || userId < 1) return null
  if (typeof sessionId !== 'string' || !/^[\w-]{1,128}$/u.test(sessionId)) return null
  return { userId: toUserId(userId), sessionId: toSessionId(sessionId) }
}

/** Whose session the `Cookie` header of a request claims, or null. Only a gate: the claim may have been revoked. */
export async function readSessionCookie(
  cookieHeader: string | null,
  password: SealingPassword,
): Promise<SessionClaim | null> {
  const seal = findSeal(cookieHeader)
  return seal === null ? null : openSeal(seal, password)
}

/** Seals a claim for `SESSION_MS`. */
export function sealSession(claim: SessionClaim, password: SealingPassword): Promise<string> {
  const { userId, sessionId } = claim
  return sealData({ userId, sessionId }, { password, ttl: SESSION_SECONDS })
}

/** A `Secure` cookie never comes back over http, so it is Secure exactly when the request came over https. */
const setCookie = (value: string, seconds: number, secure: boolean) =>
  `${SESSION_COOKIE}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`

/** The value of a `Set-Cookie` header that keeps a seal for 14 days. */
export const sessionCookieHeader = (seal: string, secure: boolean) => setCookie(seal, SESSION_SECONDS, secure)

/** The value of a `Set-Cookie` header that removes the session cookie. */
export const clearedCookieHeader = (secure: boolean) => setCookie('', 0, secure)
