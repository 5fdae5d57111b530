import type { UpstreamErrorCode } from '../domain/errors.ts'
import type { Health } from '../domain/model-view.ts'
import type { ProviderName } from '../domain/receipt.ts'

/** Faults in a row that open a route's circuit. */
export const FAULTS_THAT_OPEN = 3
/** How long an opened circuit stays shut to requests before one may try again. */
export const PROBE_AFTER_MS = 30_000
/** A first part later than this makes a route `slow`. */
export const SLOW_FIRST_PART_MS = 10_000
/** A route that nobody used for this long is `unknown` again. */
const FORGOTTEN_AFTER_MS = 15 * 60_000

type RouteKey = { provider: ProviderName; upstreamModel: string }

/** What an attempt taught about its route. */
export type Lesson =
  | { outcome: 'ok'; firstPartMs: number }
  | {
      outcome: UpstreamErrorCode
      /** The provider's own fault, so that it counts. */
      counts: boolean
      /** The provider asked to be left alone for so long. */
      retryAfterMs: number | null
      /** No use before its limit is lifted: a quota that is used up. */
      limit: boolean
    }

type Circuit = {
  faults: number
  openUntil: number
  limitedUntil: number
  limitedBy: UpstreamErrorCode | null
  /** The instant up to which one request is trying the open route again. */
  probingUntil: number
  /** The last fault that counted: what keeps the route shut once enough of them came in a row. */
  lastFault: UpstreamErrorCode | null
  lastFirstPartMs: number | null
  lastSeen: number
}

/**
 * The circuits of all routes of one process: cheap, in memory, and wrong for at most a moment after a start.
 * A quota or a Retry-After keeps a route shut until then; three faults in a row keep it shut until a probe
 * succeeds, one at a time, the first after 30 s.
 */
export class RouteHealth {
  readonly #circuits = new Map<string, Circuit>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  #circuit(route: RouteKey): Circuit {
    const key = `${route.provider} ${route.upstreamModel}`
    let circuit = this.#circuits.get(key)
    if (!circuit) {
      circuit = {
        faults: 0,
        openUntil: 0,
        limitedUntil: 0,
        limitedBy: null,
        probingUntil: 0,
        lastFault: null,
        lastFirstPartMs: null,
        lastSeen: 0,
      }
      this.#circuits.set(key, circuit)
    }
    return circuit
  }

  /**
   * Whether a request may use the route now. A caller that is let through an open circuit is its probe and must
   * report; until it does, or for 30 s at most, nobody else is let through.
   */
  admits(route: RouteKey): boolean {
    const circuit = this.#circuit(route)
    const now = this.#now()
    if (circuit.limitedUntil > now || circuit.openUntil > now) return false
    if (circuit.faults < FAULTS_THAT_OPEN) return true
    if (circuit.probingUntil > now) return false
    circuit.probingUntil = now + PROBE_AFTER_MS
    return true
  }

  /** Takes in how an attempt ended. What is nobody's fault (a stop, a caller that left) is not reported but released. */
  report(route: RouteKey, lesson: Lesson): void {
    const circuit = this.#circuit(route)
    const now = this.#now()
    circuit.probingUntil = 0
    circuit.lastSeen = now
    if (lesson.outcome === 'ok') {
      // A limit stays: what ends well meanwhile began before it was told.
      circuit.faults = 0
      circuit.openUntil = 0
      circuit.lastFault = null
      circuit.lastFirstPartMs = lesson.firstPartMs
      return
    }
    if (lesson.limit || lesson.retryAfterMs !== null) {
      const until = now + Math.max(lesson.retryAfterMs ?? PROBE_AFTER_MS, 1000)
      // Nor does one that is told later, to a request that began before, make it shorter.
      if (until > circuit.limitedUntil) {
        circuit.limitedUntil = until
        circuit.limitedBy = lesson.outcome
      }
    }
    if (!lesson.counts) return
    circuit.lastFault = lesson.outcome
    circuit.faults += 1
    if (circuit.faults >= FAULTS_THAT_OPEN) circuit.openUntil = now + PROBE_AFTER_MS
  }

  /**
   * Takes in that a reply has begun: enough to let others in again, while one more fault shuts the route anew. Its end
   * may be minutes away.
   */
  answered(route: RouteKey): void {
    const circuit = this.#circuit(route)
    circuit.probingUntil = 0
    if (circuit.faults < FAULTS_THAT_OPEN) return
    circuit.faults = FAULTS_THAT_OPEN - 1
    circuit.openUntil = 0
  }

  /** Gives back a probe that ended without a lesson. */
  release(route: RouteKey): void {
    this.#circuit(route).probingUntil = 0
  }

  /** Why a route is shut and for how long, in milliseconds: of several reasons the one that ends last. null when it is open. */
  shut(route: RouteKey): { code: UpstreamErrorCode; retryAfterMs: number } | null {
    const circuit = this.#circuit(route)
    const now = this.#now()
    const brokenUntil = Math.max(circuit.openUntil, circuit.probingUntil)
    const isLimit = circuit.limitedUntil >= brokenUntil
    const until = isLimit ? circuit.limitedUntil : brokenUntil
    const code = isLimit ? circuit.limitedBy : circuit.lastFault
    return until > now && code ? { code, retryAfterMs: until - now } : null
  }

  /**
   * The route's health for a person; `limitedUntil` in Unix milliseconds or null. A route that is both limited and
   * broken is what it will be for longer.
   */
  view(route: RouteKey): { health: Health; limitedUntil: number | null } {
    const circuit = this.#circuit(route)
    const now = this.#now()
    if (circuit.limitedUntil > now && circuit.limitedUntil >= circuit.openUntil)
      return { health: 'limited', limitedUntil: circuit.limitedUntil }
    if (circuit.lastSeen === 0 || now - circuit.lastSeen > FORGOTTEN_AFTER_MS)
      return { health: 'unknown', limitedUntil: null }
    if (circuit.faults >= FAULTS_THAT_OPEN) return { health: 'down', limitedUntil: null }
    const slow = circuit.lastFirstPartMs !== null && circuit.lastFirstPartMs > SLOW_FIRST_PART_MS
    return { health: slow ? 'slow' : 'up', limitedUntil: null }
  }
}
