/**
 * Where a reader of a reply stands: `position` counts the UTF-16 units of reasoning and text written so far,
 * `step` the events without text since then. It does not depend on how the text was cut into events, so the live
 * stream, a replay from the log and one on another machine number alike.
 */
export type Cursor = { position: number; step: number }

const pattern = /^(\d{1,12})\.(\d{1,6})$/u

/** A cursor as it stands in an `id:` line. */
export const formatCursor = (cursor: Cursor): string => `${cursor.position}.${cursor.step}`

/** Reads the `id:` of an event; null when it is malformed. */
export function parseCursor(value: string): Cursor | null {
  const match = pattern.exec(value)
  return match ? { position: Number(match[1]), step: Number(match[2]) } : null
}
