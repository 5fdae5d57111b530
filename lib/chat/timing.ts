/** How often a running reply is written down and its stop flag read: on one machine's own disk. */
export const FLUSH_EMBEDDED_MS = 200
/** The same over the network, where every write costs a round trip and money. */
export const FLUSH_KV_MS = 500
/** So many flushes a second do all replies of a process together; beyond that each waits longer, */
export const FLUSHES_PER_SECOND = 1_000
/** up to this. */
export const LONGEST_FLUSH_MS = 1_000
/** A reply whose writer has given no sign of life for this long has lost its process. */
export const DEAD_AFTER_MS = 30_000
/** The status line of a turn is sent by then at the latest, with or without a first part (api.md section 1). */
export const STATUS_AFTER_MS = 10_000
/** How long a caller's `finish` waits for a store that does not take the end of a reply. */
export const FINISH_PATIENCE_MS = 5_000
/** How long a process goes on trying to store the end of a reply. */
export const FINISH_GIVE_UP_MS = 10 * 60_000
/** How often a reply that another process writes is looked at. */
export const FOLLOW_EVERY_MS = 250
/** A reply that is written holds its place among the concurrent ones for so long, and renews it so often. */
export const LEASE_MS = 60_000
export const RENEW_LEASES_EVERY_MS = 20_000
/**
 * How long a turn waits for the store to count it, before this process counts by itself: longer than the store itself
 * waits for an answer (10 s on KV), since one that is only slow still counts.
 */
export const LIMIT_PATIENCE_MS = 15_000

/** How often running replies are written down on the store of this environment, in milliseconds. */
export const flushMsOf = (environment: { KV_REST_API_URL?: string }): number =>
  environment.KV_REST_API_URL ? FLUSH_KV_MS : FLUSH_EMBEDDED_MS

/** The time between two flushes of one reply, in milliseconds, while `running` replies are written. */
export const stretchedFlushMs = (flushMs: number, running: number): number =>
  Math.max(flushMs, Math.min(LONGEST_FLUSH_MS, (running / FLUSHES_PER_SECOND) * 1_000))

/**
 * How long a process that was told to end lets its replies come to their own end. Containers get 10 s by default, and so
 * does our own start (scripts/serve/end-in-time.ts); of those a store that is away may take `FINISH_PATIENCE_MS`.
 */
export const SHUTDOWN_GRACE_MS = 4_000
