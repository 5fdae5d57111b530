import type { IncomingHttpHeaders } from 'node:http'
import type { ProviderName } from './models.ts'

/**
 * How a request ended. `refused` is any status from 400 on, `broken-off` a cut or reset of our own making,
 * `client-closed` a client that left before the end, `killed` a provider that was killed meanwhile.
 */
export type Outcome = 'running' | 'complete' | 'refused' | 'broken-off' | 'client-closed' | 'killed'

/** One request as it was received. */
export type LoggedRequest = {
  id: number
  /** Unix milliseconds. */
  at: number
  provider: ProviderName | null
  method: string
  path: string
  /** `authorization` is cut down to its scheme and the last four characters. */
  headers: IncomingHttpHeaders
  /** Parsed JSON, the text when it is no JSON, null without a body. */
  body: unknown
  model: string | null
  /** The status that was answered; null when none was. */
  status: number | null
  outcome: Outcome
  /** The faults that were played, such as `cut-after 12`; null without any. */
  fault: string | null
  closedByClient: boolean
  /** How many pieces of a reply, thoughts and text, were sent. */
  pieces: number
  /** Milliseconds from the request to the end of its response, or until now while it runs. */
  msOpen: number
}

/** So many requests are kept at most: a benchmark must not fill the memory. */
const MOST_KEPT = 10_000

function redact(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { authorization } = headers
  if (!authorization) return { ...headers }
  const [scheme = '', credentials = ''] = authorization.split(' ')
  return { ...headers, authorization: `${scheme} …${credentials.slice(-4)}` }
}

/** All requests since the start or the last reset, oldest first, and which of them still run. */
export class RequestLog {
  readonly entries: LoggedRequest[] = []
  readonly #running = new Map<LoggedRequest, number>()
  #nextId = 1

  /** Notes a new request. */
  open(request: Pick<LoggedRequest, 'provider' | 'method' | 'path' | 'headers'>): LoggedRequest {
    const entry: LoggedRequest = {
      id: this.#nextId,
      at: Date.now(),
      provider: request.provider,
      method: request.method,
      path: request.path,
      headers: redact(request.headers),
      body: null,
      model: null,
      status: null,
      outcome: 'running',
      fault: null,
      closedByClient: false,
      pieces: 0,
      msOpen: 0,
    }
    this.#nextId += 1
    this.#running.set(entry, performance.now())
    if (this.entries.length >= 2 * MOST_KEPT) this.entries.splice(0, MOST_KEPT)
    this.entries.push(entry)
    return entry
  }

  /** Notes how a request ended; only the first end counts. */
  close(entry: LoggedRequest, outcome: Exclude<Outcome, 'running'>): void {
    if (!this.#running.has(entry)) return
    this.#measure(entry)
    this.#running.delete(entry)
    entry.outcome = outcome
    entry.closedByClient = outcome === 'client-closed'
  }

  /** Notes that all running requests of a provider ended with it. */
  closeAll(provider: ProviderName, outcome: Exclude<Outcome, 'running'>): void {
    for (const entry of [...this.#running.keys()]) if (entry.provider === provider) this.close(entry, outcome)
  }

  #measure(entry: LoggedRequest) {
    const begunMs = this.#running.get(entry)
    if (begunMs !== undefined) entry.msOpen = Math.round(performance.now() - begunMs)
  }

  /** The kept requests, with up to date times of those that run. */
  read(): readonly LoggedRequest[] {
    for (const entry of this.#running.keys()) this.#measure(entry)
    return this.entries
  }

  /** How many requests of a provider, or of all, are not ended. */
  running(provider?: ProviderName): number {
    if (!provider) return this.#running.size
    let count = 0
    for (const entry of this.#running.keys()) if (entry.provider === provider) count += 1
    return count
  }

  /** Forgets all; what runs still counts as running. */
  reset(): void {
    this.entries.length = 0
  }
}
