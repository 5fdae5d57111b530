import 'server-only'
import { AppError, toErrorBody } from '../domain/errors.ts'
import { errorFacts, log } from '../log.ts'
import { isCrossSite } from '../session/origin.ts'
import type { Caller } from '../session/session.ts'
import { json } from './body.ts'
import { findRequestCaller } from './caller.ts'
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
}
export type CallerContext = Omit<PublicContext, 'caller'> & { caller: Caller }

type Answer = Promise<Response> | Response
/** What a method does and who may ask for it. */
export type Handler =
  | { auth: 'public'; handle: (context: PublicContext) => Answer }
  | { auth: 'session'; handle: (context: CallerContext) => Answer }

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

async function admit(handler: Handler, context: PublicContext): Promise<Response> {
  const { request } = context
  const changesState = request.method !== 'GET' && request.method !== 'HEAD'
  if (handler.auth === 'public') {
    if (changesState) refuseCrossSite(request)
    return handler.handle(context)
  }
  const caller = await findRequestCaller(request)
  if (!caller) throw new AppError('unauthorized', 'Sign in first, or send a valid API key.')
  if (changesState) refuseCrossSite(request)
  return handler.handle({ ...context, caller })
}

function refuseCrossSite(request: Request): void {
  if (isCrossSite(request))
    throw new AppError('cross_site', 'This request came from another site, so it was refused.')
}

async function plainParams(context: NextContext): Promise<Record<string, string>> {
  const params: Record<string, string> = {}
  for (const [name, value] of Object.entries((await context.params) ?? {}))
    if (value !== undefined) params[name] = Array.isArray(value) ? value.join('/') : value
  return params
}

/**
 * The exports of a route file: every method is answered, unknown ones with 405 and `Allow`; every answer has an
 * x-request-id; whatever is thrown leaves as the one error shape.
 */
export function route(handlers: Partial<Record<Method, Handler>>): Record<Exported, NextHandler> {
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
      let response: Response
      try {
        if (!handler) throw new AppError('method_not_allowed', `This address answers ${allow} only.`)
        const params = await plainParams(nextContext)
        const url = new URL(request.url)
        response = await admit(handler, { request, url, params, requestId, caller: null, arrivedMs })
      } catch (error) {
        response = errorResponse(error, requestId)
      }
      if (!handler) response.headers.set('allow', allow)
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
