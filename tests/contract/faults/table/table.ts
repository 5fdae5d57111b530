import type { UpstreamErrorCode } from '../../../../lib/domain/errors.ts'
import { type ProviderName, providerNames } from '../../../../lib/domain/receipt.ts'
import { breakages } from './breaks.ts'
import { type Entry, type Failure, type Moment, moments, type NotPlayed, type WholeReply } from './cell.ts'
import { oddities } from './oddities.ts'
import { refusals } from './refusals.ts'

/** Every fault of the demo upstream, and what a caller sees of it (api.md section 1). */
export const faultTable: readonly Entry[] = [...refusals, ...breakages, ...oddities]

/** Which faults asking again can cure, as api.md section 1 says. */
export const retryable: Record<UpstreamErrorCode, boolean> = {
  provider_not_configured: false,
  upstream_auth: false,
  upstream_quota: false,
  upstream_rate_limited: true,
  upstream_overloaded: true,
  upstream_unavailable: true,
  upstream_timeout: true,
  upstream_model_not_found: false,
  upstream_rejected: false,
  upstream_malformed: true,
}

/** One cell of the matrix that is played. */
export type Cell = {
  name: string
  provider: ProviderName
  moment: Moment
  faults: readonly string[]
  thinks: boolean
  sees: Failure | WholeReply
}

const momentNames: Record<Moment, string> = {
  before: 'before the first part',
  after: 'after some parts',
  whole: 'and the reply is whole',
}

/** What a line of the matrix says of one provider at one moment. */
export function seenAt(
  entry: Entry,
  moment: Moment,
  provider: ProviderName,
): Failure | WholeReply | NotPlayed {
  const played = entry.plays[moment]
  return 'kind' in played ? played : played.sees[provider]
}

function cellOf(entry: Entry, moment: Moment, provider: ProviderName): Cell[] {
  const played = entry.plays[moment]
  const sees = seenAt(entry, moment, provider)
  if ('kind' in played || sees.kind === 'not-played') return []
  const { faults } = played
  const name = `${entry.label}, ${momentNames[moment]}`
  return [{ name, provider, moment, faults, thinks: entry.thinks, sees }]
}

/** The cells of one provider. */
export const cellsOf = (provider: ProviderName): Cell[] =>
  faultTable.flatMap((entry) => moments.flatMap((moment) => cellOf(entry, moment, provider)))

/** All cells. */
export const allCells: readonly Cell[] = providerNames.flatMap(cellsOf)
