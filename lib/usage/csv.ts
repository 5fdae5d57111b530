import type { ApiKey } from '../domain/api-key.ts'
import type { UserId } from '../domain/ids.ts'
import { dayOf, type TurnUsage } from '../domain/usage.ts'
import { MOST_TURNS_KEPT, type Store } from '../store/contract.ts'

type Value = string | number | boolean | null

/**
 * A cell of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP's
 * page on CSV injection advises.
 */
export function csvCell(value: Value): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const harmless = /^[=+\-@\t\r\n]/u.test(value) ? `'${value}` : value
  return /[",\r\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

type Named = { turn: TurnUsage; keyName: string | null }

const columns: readonly [name: string, value: (row: Named) => Value][] = [
  ['ended_at', ({ turn }) => new Date(turn.endedAt).toISOString()],
  ['generation_id', ({ turn }) => turn.id],
  ['surface', ({ turn }) => turn.surface],
  ['key_id', ({ turn }) => turn.keyId],
  ['key_name', ({ keyName }) => keyName],
  ['model', ({ turn }) => turn.model],
  ['provider', ({ turn }) => turn.provider],
  ['upstream_model', ({ turn }) => turn.upstreamModel],
  ['outcome', ({ turn }) => turn.outcome],
  ['error_code', ({ turn }) => turn.errorCode],
  ['input_tokens', ({ turn }) => turn.usage?.inputTokens ?? null],
  ['output_tokens', ({ turn }) => turn.usage?.outputTokens ?? null],
  ['reasoning_tokens', ({ turn }) => turn.usage?.reasoningTokens ?? null],
  ['estimated', ({ turn }) => turn.usage?.estimated ?? null],
  ['cost_usd', ({ turn }) => turn.costUsd],
  ['queued_ms', ({ turn }) => turn.queuedMs],
  ['first_token_ms', ({ turn }) => turn.firstTokenMs],
  ['total_ms', ({ turn }) => turn.totalMs],
]

/** Turns as CSV with a header, one line each; an empty cell is unknown. */
export function toCsv(turns: readonly TurnUsage[], keys: readonly Pick<ApiKey, 'id' | 'name'>[]): string {
  const names = new Map(keys.map(({ id, name }) => [id, name]))
  const lines = turns.map((turn) => {
    const row = { turn, keyName: turn.keyId === null ? null : (names.get(turn.keyId) ?? null) }
    return columns.map(([, value]) => csvCell(value(row))).join(',')
  })
  return [columns.map(([name]) => name).join(','), ...lines, ''].join('\r\n')
}

/** The kept turns of a range of days, newest first, as CSV. */
export async function exportTurns(
  store: Pick<Store, 'usage' | 'apiKeys'>,
  owner: UserId,
  { from, to }: { from: string; to: string },
): Promise<string> {
  const [turns, keys] = await Promise.all([
    store.usage.turns(owner, { limit: MOST_TURNS_KEPT, skip: 0 }),
    store.apiKeys.list(owner),
  ])
  const inRange = ({ endedAt }: TurnUsage) => from <= dayOf(endedAt) && dayOf(endedAt) <= to
  return toCsv(turns.filter(inRange), keys)
}
