import 'server-only'
import { errorFacts, log } from '../log.ts'
import { bearerOf, findKeyCaller, type LateWork } from '../session/api-key.ts'
import type { Caller } from '../session/caller.ts'
import { findCaller, type SessionCaller } from '../session/session.ts'
import { store } from '../store/index.ts'
import { keepAlive } from './keep-alive.ts'

type Asking = { readonly headers: Pick<Headers, 'get'> }

const lateWork: LateWork = {
  keepAlive,
  onUseNotWritten: (error) => log.warn('api-key.use-not-written', errorFacts(error)),
}

/** Who sends this request, by its cookie alone; null for nobody we know. */
export function findSessionCaller(request: Asking): Promise<SessionCaller | null> {
  return findCaller(request, store().sessions)
}

/** Who sends this request: by its API key if it brings one, whatever cookie stands beside it, else by its cookie. */
export function findRequestCaller(request: Asking): Promise<Caller | null> {
  const bearer = bearerOf(request.headers)
  if (bearer === null) return findSessionCaller(request)
  return findKeyCaller(bearer, store().apiKeys, Date.now(), lateWork)
}
