import type { IncomingHttpHeaders } from 'node:http'
import { type Answer, bodyAnswer, type Frame, type Framing, jsonAnswer, plainFraming } from './answer.ts'
import type { ChatRequest } from './chat-request.ts'
import type { ProviderName } from './models.ts'
import type { Reply } from './reply.ts'

/** Refusals that each dialect has in its own words; `/fault` plays them by these names. */
export const refusalNames = [
  'http-400',
  'http-401',
  'http-402',
  'http-403',
  'http-403-moderation',
  'http-404',
  'http-408',
  'http-413',
  'http-422',
  'http-429',
  'http-500',
  'http-502-html',
  'http-503',
  'http-503-loading',
  'http-504',
  'cf-3036',
  'cf-3040',
  'cf-3007',
  'cf-5007',
  'quota',
  'overloaded',
  'no-endpoints',
  'model-not-supported',
] as const
export type RefusalName = (typeof refusalNames)[number]

/** An error response. A string body is sent as it is, anything else as JSON. */
export type Refusal = {
  status: number
  body: unknown
  contentType?: string
  headers?: Record<string, string>
}

/** What a refusal may name. `detail` replaces its sentence, `retryAfter` is the value of that header. */
export type RefusalContext = { model: string; detail?: string; retryAfter?: string }

/** Every refusal of a dialect. */
export type RefusalTable = Record<RefusalName, Refusal | ((context: RefusalContext) => Refusal)>

/** Looks a refusal up. */
export function refusalIn(table: RefusalTable): Dialect['refusal'] {
  return (name, context) => {
    const entry = table[name]
    return typeof entry === 'function' ? entry(context) : entry
  }
}

/** What a chat request came to: a request, or why it is refused. */
export type Checked = ChatRequest | { refusal: Refusal }

/** A request beside the chat: lists and health. */
export type SideRequest = { method: string; path: string; headers: IncomingHttpHeaders }

/** What a dialect may know of the house it is played in. */
export type House = {
  knows: (provider: ProviderName, model: string) => boolean
  /** Model → Unix milliseconds until which Ollama keeps it loaded. */
  loadedUntil: Map<string, number>
}

/** How one provider speaks. All four have this outline, so that only their differences stand out. */
export interface Dialect {
  readonly provider: ProviderName
  readonly format: Framing['format']
  /** Paths that begin with one of these are this provider's. */
  readonly mounts: readonly string[]
  readonly chatPath: string
  /** The error response of that name. */
  refusal(name: RefusalName, context: RefusalContext): Refusal
  /** Reads a chat request; a wrong key, body, parameter or model is refused as the provider would. */
  check(headers: IncomingHttpHeaders, body: unknown, house: House): Checked
  headers(request: ChatRequest): Record<string, string>
  frames(request: ChatRequest, reply: Reply): Iterable<Frame>
  /** The body of a request that asked for no stream. */
  whole(request: ChatRequest, reply: Reply): unknown
  /** An error inside a 200: what is sent for it and what still follows. `code` null is the dialect's usual one. */
  errorFrames(request: ChatRequest, code: number | null, variant: string | undefined): Frame[]
  keepAlive: string
  /** Lists, health and whatever else is not the chat; always answers, if only with the provider's 404. */
  side(request: SideRequest, house: House): Answer
}

/** A refusal as an answer. */
export function refusalAnswer(refusal: Refusal): Answer {
  const { status, body, headers } = refusal
  const answer =
    typeof body === 'string'
      ? bodyAnswer(status, refusal.contentType ?? 'text/plain; charset=utf-8', body)
      : jsonAnswer(status, body)
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

/** What a checked request is answered with when nothing is at fault. */
export function chatAnswer(dialect: Dialect, request: ChatRequest, reply: Reply): Answer {
  if (!request.stream) {
    const whole = jsonAnswer(200, dialect.whole(request, reply))
    return { ...whole, headersAfterMs: reply.paceMs > 0 ? reply.paceMs * reply.pieces.length : 0 }
  }
  return {
    status: 200,
    headers: dialect.headers(request),
    headersAfterMs: 0,
    frames: dialect.frames(request, reply),
    framing: plainFraming(dialect.format),
    ending: 'complete',
  }
}

/** Whether the Bearer credentials are the given ones. */
export const hasKey = (headers: IncomingHttpHeaders, key: string) => headers.authorization === `Bearer ${key}`

const gatewayPage = (title: string) =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head>\n<body><center><h1>${title}</h1></center><hr><center>gateway</center></body></html>\n`

/** The page that a proxy in front of a provider answers with. */
export const htmlRefusal = (status: number, title: string): Refusal => ({
  status,
  contentType: 'text/html; charset=utf-8',
  body: gatewayPage(`${status} ${title}`),
})
