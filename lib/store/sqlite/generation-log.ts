import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { GenerationId } from '../../domain/ids.ts'
import type { LogEntry } from '../contract.ts'
import { endOf, missingParts, type Span } from '../log-entries.ts'
import { jsonOf } from '../stored-values.ts'

const spanRow = z
  .object({ position: z.number(), span_end: z.number() })
  .transform((row): Span => ({ position: row.position, end: row.span_end }))
// As JSON, since a piece may end inside a surrogate pair, which SQLite's UTF-8 cannot hold.
const entryRow = z.object({
  type: z.enum(['reasoning', 'text']),
  text: jsonOf(z.string()),
  position: z.number(),
})

export type GenerationLogTable = {
  /** Adds what of an entry is not logged yet. */
  add(generation: GenerationId, entry: LogEntry): void
  /** The entries that end after a position, in order. */
  after(generation: GenerationId, position: number): LogEntry[]
}

/** The logs of the running generations of an opened database. */
export function sqliteGenerationLog(database: DatabaseSync): GenerationLogTable {
  // The spans that may overlap: those that begin inside the entry, and the one before it.
  const spans = database.prepare(
    `SELECT position, span_end FROM generation_log
     WHERE generation_id = :generation AND position < :end AND position >= coalesce(
       (SELECT max(position) FROM generation_log WHERE generation_id = :generation AND position <= :position), 0)
     ORDER BY position`,
  )
  const insert = database.prepare('INSERT INTO generation_log VALUES (?, ?, ?, ?, ?)')
  const entries = database.prepare(
    `SELECT type, text, position FROM generation_log
     WHERE generation_id = :generation AND position >= coalesce(
       (SELECT max(position) FROM generation_log WHERE generation_id = :generation AND position <= :position), 0)
     ORDER BY position`,
  )

  return {
    add(generation, entry) {
      const end = endOf(entry)
      const logged = spans.all({ generation, position: entry.position, end }).map((row) => spanRow.parse(row))
      for (const part of missingParts(entry, logged))
        insert.run(generation, part.position, endOf(part), part.type, JSON.stringify(part.text))
    },
    after: (generation, position) => entries.all({ generation, position }).map((row) => entryRow.parse(row)),
  }
}
