import type { Attempt } from '@/lib/domain/receipt.ts'

/** What happened to a route, behind its name: "Ollama was not reachable". */
export const outcomeWords: Record<Attempt['outcome'], string> = {
  ok: 'answered',
  skipped: 'was left out, since it failed a moment ago',
  provider_not_configured: 'is not set up here',
  upstream_auth: 'refused our key',
  upstream_quota: 'had no quota left',
  upstream_rate_limited: 'asked us to wait',
  upstream_overloaded: 'was overloaded',
  upstream_unavailable: 'was down',
  upstream_timeout: 'took too long',
  upstream_model_not_found: 'does not serve the model',
  upstream_rejected: 'refused the request',
  upstream_malformed: 'gave an answer that could not be read',
}
