import type { ProviderName } from '../domain/receipt.ts'
import type { Provider } from './provider.ts'

/** A provider that was asked more recently than this is not asked again. */
export const PROBE_EVERY_MS = 15_000
/** One that did not answer is asked again sooner: somebody may just be starting it. */
export const PROBE_DOWN_EVERY_MS = 3_000
/** How long a provider may take to show that it is there. */
export const PROBE_TIMEOUT_MS = 2_000

export type ProbeState = 'up' | 'down' | 'unknown'
type Probe = { state: ProbeState; askedAt: number; asking: Promise<void> | null }

/**
 * Asks providers in the background whether they are there, never within a request: who reads gets what is known,
 * and reading is what renews it.
 */
export class ProviderProbes {
  readonly #probes = new Map<ProviderName, Probe>()
  readonly #fetch: typeof fetch

  constructor(fetcher: typeof fetch = (...request) => fetch(...request)) {
    this.#fetch = fetcher
  }

  #probe(name: ProviderName): Probe {
    const known = this.#probes.get(name)
    if (known) return known
    const fresh: Probe = { state: 'unknown', askedAt: 0, asking: null }
    this.#probes.set(name, fresh)
    return fresh
  }

  /** What is known; asks anew behind it when that is old. */
  state(provider: Provider): ProbeState {
    if (provider.missing() !== null) return 'unknown'
    const probe = this.#probe(provider.name)
    const everyMs = probe.state === 'down' ? PROBE_DOWN_EVERY_MS : PROBE_EVERY_MS
    if (Date.now() - probe.askedAt > everyMs) void this.refresh(provider)
    return probe.state
  }

  /** Asks now, together with whoever asks already. Never rejects. */
  refresh(provider: Provider): Promise<void> {
    const probe = this.#probe(provider.name)
    probe.asking ??= this.#ask(provider, probe).finally(() => {
      probe.asking = null
    })
    return probe.asking
  }

  async #ask(provider: Provider, probe: Probe): Promise<void> {
    probe.askedAt = Date.now()
    try {
      const { url, headers } = provider.probe()
      const response = await this.#fetch(url, {
        headers,
        signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
        cache: 'no-store',
      })
      void response.body?.cancel().catch(() => undefined)
      // Any answer but a server's fault shows that it is there; whether it likes our key shows at the first turn.
      probe.state = response.status >= 500 ? 'down' : 'up'
    } catch {
      probe.state = 'down'
    }
  }
}
