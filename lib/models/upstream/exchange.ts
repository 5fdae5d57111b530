import type { Dispatcher } from 'undici'
import type { ReplyDelta } from '../../domain/chat.ts'
import type { Provider, ProviderCall } from '../provider.ts'
import { classify } from './classify.ts'
import { send } from './connection.ts'
import { Deadlines, type Expiry } from './deadlines.ts'
import { ErrorBody } from './error-body.ts'
import type { ErrorFacts } from './error-facts.ts'
import { type FaultFacts, UpstreamFault } from './fault.ts'
import { FrameReader } from './frame-reader.ts'
import { isObject, parseJson } from './json.ts'
import { networkFaultOf } from './network-error.ts'
import { plainMessages } from './plain-messages.ts'
import { Reply } from './reply.ts'
import { ReplyPieces } from './reply-pieces.ts'
import { type ResponseHeaders, retryAfterOf } from './retry-after.ts'

/** How long a connection is left open after the end mark, so that it can be used again. */
const LINGER_MS = 1_000

/** Ends the connection of an exchange that nobody is interested in any more; never seen outside this file. */
class ExchangeClosed extends Error {
  override readonly name = 'ExchangeClosed'
}

type Controller = Dispatcher.DispatchController
type FaultOfOurs = Omit<FaultFacts, 'provider' | 'upstreamModel' | 'upstreamStatus'>

/**
 * One request to a provider and its reply: the `fetch` that a provider's package is given, the pieces of the reply, and
 * the record of what really happened. The package only makes the request. What it would make of the response, its way
 * of reading a stream and its errors included, we read ourselves (docs/decisions/0002-wire-layer.md), so its `fetch` is
 * never answered.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Merged into the JSON that the package sends. */
  bodyFields: Record<string, unknown> = {}
  readonly reply: Reply
  fault: UpstreamFault | null = null
  /** Nobody was interested in it any more before it was decided. */
  closed = false
  /** Resolves when the package has made its request. */
  readonly sent: Promise<void>
  #onSent: () => void = () => undefined
  readonly #provider: Provider
  readonly #upstreamModel: string
  readonly #deadlines: Deadlines
  readonly #frames: FrameReader
  #over = false
  #controller: Controller | null = null
  #status: number | null = null
  #headers: ResponseHeaders = {}
  readonly #pieces: ReplyPieces
  #errorBody: ErrorBody | null = null
  #stepsSeen = 0
  #linger: ReturnType<typeof setTimeout> | undefined

  constructor(provider: Provider, call: ProviderCall) {
    this.sent = new Promise((resolve) => {
      this.#onSent = resolve
    })
    this.#provider = provider
    this.#upstreamModel = call.upstreamModel
    this.reply = new Reply(call.reasoning)
    this.#frames = new FrameReader(provider.dialect, this.reply)
    this.#deadlines = new Deadlines({ ...provider.timeouts, ...call.timeouts }, this.#onExpiry)
    this.#pieces = new ReplyPieces(this.reply, {
      pause: () => {
        this.#controller?.pause()
        this.#deadlines.hold()
      },
      resume: () => {
        this.#deadlines.resume()
        this.#controller?.resume()
      },
    })
  }

  /** The `fetch` for the provider's package, good for one request; its promise stays open, and goes with the package. */
  readonly fetch = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    if (!this.#over) {
      this.#deadlines.start()
      const { origin, pathname, search } = new URL(url instanceof Request ? url.url : url)
      const headers = { ...Object.fromEntries(new Headers(init?.headers)), 'accept-encoding': 'identity' }
      send({ origin, path: pathname + search, method: 'POST', headers, body: this.#merged(init?.body) }, this)
    }
    this.#onSent()
    return new Promise(() => undefined)
  }

  /** The next pieces of the reply, as soon as there are some; null once there are no more, whyever. */
  read(): Promise<ReplyDelta[] | null> {
    return this.#pieces.read()
  }

  /** Makes a fault the outcome, unless it is decided. What was received before is still handed over. */
  fail(facts: FaultOfOurs): void {
    if (this.#over) return
    this.fault = this.faultOf(facts)
    this.#finish(true)
    this.#abort()
  }

  /** Nobody is interested any more: closes the connection at once. Safe to call at any time, and again. */
  close(): void {
    if (this.#over) return
    this.closed = true
    this.#finish(true)
    this.#abort()
  }

  /** A fault of this exchange. */
  faultOf(facts: FaultOfOurs): UpstreamFault {
    const upstream = { provider: this.#provider, upstreamModel: this.#upstreamModel }
    return new UpstreamFault({ ...facts, ...upstream, upstreamStatus: this.#status })
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    if (this.#over) this.#abort()
    else this.#deadlines.connected()
  }

  onResponseStart(_controller: Controller, status: number, headers: ResponseHeaders): void {
    if (this.#over || status < 200) return
    this.#status = status
    this.#headers = headers
    if (status <= 299) return
    this.#errorBody = new ErrorBody()
    this.#deadlines.gathering()
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    if (this.#over) return
    if (this.#errorBody) {
      this.#errorBody.push(chunk)
      if (this.#errorBody.full) this.#failByBody(this.#errorBody)
      return
    }
    this.#frames.push(chunk)
    if (this.#frames.gathersDocument) this.#deadlines.gathering()
    this.#judge()
  }

  onResponseEnd(): void {
    this.#disconnected()
    if (this.#over) return
    if (this.#errorBody) this.#failByBody(this.#errorBody)
    else {
      this.#frames.end()
      this.#judge()
      if (this.reply.complete) this.#complete()
      else this.fail({ code: 'upstream_malformed', reason: this.reply.steps === 0 ? 'empty' : 'cut' })
    }
  }

  onResponseError(_controller: Controller | undefined, error: Error): void {
    this.#disconnected()
    if (this.#over) return
    if (this.#errorBody) this.#failByBody(this.#errorBody)
    // A reply that said how it ended is whole, whatever becomes of the connection.
    else if (this.reply.complete) this.#complete()
    else {
      const { code, reset } = networkFaultOf(error)
      this.fail({ code, connectionReset: reset && this.#status === null })
    }
  }

  #disconnected(): void {
    this.#controller = null
    clearTimeout(this.#linger)
  }

  readonly #onExpiry = (expiry: Expiry, waitedMs: number): void => {
    if (expiry === 'tail') this.#complete()
    else if (expiry !== 'document') this.fail({ code: 'upstream_timeout', reason: expiry, waitedMs })
    else if (this.#errorBody) this.#failByBody(this.#errorBody)
    else {
      this.#frames.end()
      this.#judge()
    }
  }

  /** Looks at what the frames of a read have told. */
  #judge(): void {
    const { reply } = this
    if (reply.failure === 'unreadable') this.fail({ code: 'upstream_malformed', reason: 'unreadable' })
    else if (reply.failure) this.#failBy(reply.failure, null)
    else if (reply.ended) this.#complete()
    if (this.#over) return
    if (reply.steps > this.#stepsSeen) {
      this.#stepsSeen = reply.steps
      if (reply.finishReason) this.#deadlines.finishing()
      else this.#deadlines.part()
    }
    if (reply.waiting) this.#pieces.schedule()
  }

  #complete(): void {
    if (this.#over) return
    this.#finish(false)
    if (!this.#controller) return
    // Not from within: undici's parser may be what calls us.
    queueMicrotask(() => this.#controller?.resume())
    this.#linger = setTimeout(() => this.#abort(), LINGER_MS).unref()
  }

  /** Decides it, and hands over what is there. */
  #finish(broken: boolean): void {
    this.#over = true
    this.#deadlines.clear()
    this.reply.close(broken)
    this.#pieces.end()
  }

  #abort(): void {
    this.#controller?.abort(new ExchangeClosed())
  }

  #failByBody(body: ErrorBody): void {
    this.#failBy(body.facts(), this.#status)
  }

  /** `httpStatus` is null for an error inside a 200. */
  #failBy(facts: ErrorFacts, httpStatus: number | null): void {
    const waitMs = httpStatus === null ? null : retryAfterOf(this.#headers, httpStatus === 429, Date.now())
    const verdict = classify(this.#provider.dialect, facts, httpStatus, waitMs)
    const { code, retryAfterMs } = verdict
    this.fail({ code, retryAfterMs, ...(verdict.refusesContent ? { reason: 'content' } : {}) })
  }

  #merged(body: RequestInit['body']): string {
    const parsed = typeof body === 'string' ? parseJson(body) : null
    if (!isObject(parsed)) return JSON.stringify(this.bodyFields)
    return JSON.stringify({ ...parsed, messages: plainMessages(parsed.messages), ...this.bodyFields })
  }
}
