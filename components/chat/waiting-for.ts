import { type ProviderName, providerNames } from '@/lib/domain/receipt.ts'

/** What a reply waits for while nothing of it has come (`data-status` in the stream). */
export type WaitingFor = { provider: ProviderName; upstreamModel: string; state: 'waiting' | 'loading' }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Reads the data of a `data-status` part; null for anything else. */
export function readWaitingFor(data: unknown): WaitingFor | null {
  if (!isObject(data)) return null
  const { upstreamModel, state } = data
  const provider = providerNames.find((name) => name === data.provider)
  if (!provider || typeof upstreamModel !== 'string') return null
  return state === 'waiting' || state === 'loading' ? { provider, upstreamModel, state } : null
}
