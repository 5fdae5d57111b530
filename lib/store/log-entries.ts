import type { LogEntry } from './contract.ts'

/** A stretch of a reply that is logged, in UTF-16 units; `end` is exclusive. */
export type Span = { position: number; end: number }

/** Where an entry ends, exclusive. */
export const endOf = (entry: LogEntry) => entry.position + entry.text.length

/** What of an entry is not logged yet. `logged` holds, in order, at least all spans that overlap it. */
export function missingParts(entry: LogEntry, logged: readonly Span[]): LogEntry[] {
  const parts: LogEntry[] = []
  const end = endOf(entry)
  const part = (from: number, to: number): LogEntry => ({
    type: entry.type,
    position: from,
    text: entry.text.slice(from - entry.position, to - entry.position),
  })
  let from = entry.position
  for (const span of logged) {
    if (span.position >= end) break
    if (span.position > from) parts.push(part(from, span.position))
    from = Math.max(from, span.end)
  }
  if (from < end) parts.push(part(from, end))
  return parts
}

/** The log from a position on: an entry that begins before it is cut there. */
export function entriesFrom(entries: readonly LogEntry[], position: number): LogEntry[] {
  return entries
    .filter((entry) => endOf(entry) > position)
    .map((entry) =>
      entry.position >= position
        ? entry
        : { type: entry.type, position, text: entry.text.slice(position - entry.position) },
    )
}

/** The text and the reasoning that a log amounts to; reasoning is null where there was none. */
export function textOf(entries: readonly LogEntry[]): { content: string; reasoning: string | null } {
  const joined = (type: LogEntry['type']) =>
    entries
      .filter((entry) => entry.type === type)
      .map((entry) => entry.text)
      .join('')
      .toWellFormed()
  const reasons = entries.some((entry) => entry.type === 'reasoning')
  return { content: joined('text'), reasoning: reasons ? joined('reasoning') : null }
}
