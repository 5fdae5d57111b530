import 'server-only'
import { AppError, toErrorBody } from '../domain/errors.ts'
import { errorFacts, log } from '../log.ts'
import { bearerOf } from '../session/api-key.ts'
import type { Caller } from '../session/caller.ts'
import { isCrossSite } from '../session/origin.ts'
import type { SessionCaller } from '../session/session.ts'
import { json } from './body.ts'
import { findRequestCaller, findSessionCaller } from './caller.ts'
import { requestIdOf } from './request-id.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
type Method = (typeof methods)[number]
type Exported = Method | 'HEAD' | 'OPTIONS'

export type PublicContext = {
  request: Request
  url: URL
  /** The decoded parameters of the path. */
  params: Record<string, string>
  requestId: string
  caller: null
  /** When the request arrived, by `performance.now()`. */
  arrivedMs: number
  /** Headers that the answer gets, an error too. */
  headers: Headers
}
export type CallerContext = Omit<PublicContext, 'caller'> & { caller: Caller }
export type SessionContext = Omit<PublicContext, 'caller'> & { caller: SessionCaller }

type Answer = Promise<Response> | Response
/**
 * What a method does and who may ask for it. `public`: everybody. `keyless`: everybody who brings no API key. `caller`:
 * whoever has a session or a key. `session`: whoever has a session; a key is worth nothing there (api.md section 6).
 */
export type Handler =
  | { auth: 'public' | 'keyless'; handle: (context: PublicContext) => Answer }
  | { auth: 'caller'; handle: (context: CallerContext) => Answer }
  | { auth: 'session'; handle: (context: SessionContext) => Answer }

/** A route without parameters in its path gets `undefined` for them. */
type NextContext = { params: Promise<Record<string, string | string[] | undefined> | undefined> }
type NextHandler = (request: Request, context: NextContext) => Promise<Response>

/** Anything thrown as the one error shape, with its headers; what was not expected is logged. */
export function errorResponse(error: unknown, requestId: string): Response {
  const body = toErrorBody(error, requestId)
  if (!(error instanceof AppError)) log.error('request.failed', { requestId, ...errorFacts(error) })
  const headers = new Headers()
  if (body.data.retryAfter !== undefined) headers.set('retry-after', String(body.data.retryAfter))
  return json(body, { status: body.statusCode, headers })
}

const unauthorized = () => new AppError('unauthorized', 'Sign in first, or send a valid API key.')
const keyUseless = () =>
  new AppError('unauthorized', 'An API key is not accepted here: only the session cookie is.')

async function admit(handler: Handler, context: PublicContext): Promise<Response> {
  const { request } = context
  const bringsKey = bearerOf(request.headers) !== null
  // Only a browser sends a cookie of its own accord, so who names a key means it.
  const mayBeMisused = request.method !== 'GET' && request.method !== 'HEAD' && !bringsKey
  if (handler.auth === 'caller') {
    const caller = await findRequestCaller(request)
    if (!caller) throw unauthorized()
    if (mayBeMisused) refuseCrossSite(request)
    return handler.handle({ ...context, caller })
  }
  if (bringsKey && handler.auth !== 'public') throw keyUseless()
  if (handler.auth !== 'session') {
    if (mayBeMisused) refuseCrossSite(request)
    return handler.handle(context)
  }
  const caller = await findSessionCaller(request)
  if (!caller) throw unauthorized()
  if (mayBeMisused) refuseCrossSite(request)
  return handler.handle({ ...context, caller })
}

function refuseCrossSite(request: Request): void {
  if (isCrossSite(request))
    throw new AppError('cross_site', 'This request came from another site, so it was refused.')
}

/** Nobody reads it; proxies write it into their logs for a client that closed the connection. */
const CLIENT_CLOSED = 499

const hasLeft = ({ signal }: Request, error: unknown) => signal.aborted && error === signal.reason

async function plainParams(context: NextContext): Promise<Record<string, string>> {
  const params: Record<string, string> = {}
  for (const [name, value] of Object.entries((await context.params) ?? {}))
    if (value !== undefined) params[name] = Array.isArray(value) ? value.join('/') : value
  return params
}

/**
 * The exports of a route file: every method is answered, unknown ones with 405 and `Allow`; every answer has an
 * x-request-id; whatever is thrown leaves as the one error shape, or as `errors` writes it.
 */
export function route(
  handlers: Partial<Record<Method, Handler>>,
  { errors = errorResponse }: { errors?: (error: unknown, requestId: string) => Response } = {},
): Record<Exported, NextHandler> {
  const allow = [
    ...methods.filter((method) => handlers[method]),
    ...(handlers.GET ? ['HEAD'] : []),
    'OPTIONS',
  ].join(', ')

  const serve =
    (method: Method): NextHandler =>
    async (request, nextContext) => {
      const arrivedMs = performance.now()
      const requestId = requestIdOf(request.headers)
      const handler = handlers[method]
      const headers = new Headers()
      let response: Response
      try {
        if (!handler) throw new AppError('method_not_allowed', `This address answers ${allow} only.`)
        const params = await plainParams(nextContext)
        const url = new URL(request.url)
        response = await admit(handler, { request, url, params, requestId, caller: null, arrivedMs, headers })
      } catch (error) {
        response = hasLeft(request, error)
          ? new Response(null, { status: CLIENT_CLOSED })
          : errors(error, requestId)
      }
      if (!handler) response.headers.set('allow', allow)
      for (const [name, value] of headers) response.headers.set(name, value)
      response.headers.set('x-request-id', requestId)
      return response
    }

  const get = serve('GET')
  return {
    GET: get,
    POST: serve('POST'),
    PUT: serve('PUT'),
    PATCH: serve('PATCH'),
    DELETE: serve('DELETE'),
    async HEAD(request, context) {
      const response = await get(request, context)
      void response.body?.cancel()
      return new Response(null, { status: response.status, headers: response.headers })
    },
    async OPTIONS(request) {
      const headers = { allow, 'x-request-id': requestIdOf(request.headers) }
      return new Response(null, { status: 204, headers })
    },
  }
}
