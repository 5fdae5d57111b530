import { AppError } from '../domain/errors.ts'
import { processWide } from '../process-wide.ts'

/** A reply that has to come to an end before this process does: written here, or read along from another process. */
type OpenReply = {
  /** Ends it because the process ends; resolves when nothing of it is left to do. */
  shutDown: () => Promise<void> | void
}

const open = processWide('open-replies', () => ({ replies: new Set<OpenReply>(), closing: false }))

/** Counts a reply as open until the result is called. */
export function keepOpen(reply: OpenReply): () => void {
  open.replies.add(reply)
  return () => open.replies.delete(reply)
}

/**
 * A request may still arrive on a connection that was open before.
 * @throws AppError internal when this process is about to end: what it began now it could not finish.
 */
export function refuseWhileClosing(): void {
  if (!open.closing) return
  throw new AppError('internal', 'This server is being shut down. Please send the question again.', {
    details: { retryable: true, retryAfter: 1 },
  })
}

const LOOK_EVERY_MS = 50
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Begins no more replies, lets those that are open end by themselves for a while, then ends them. */
export async function endOpenReplies(graceMs: number): Promise<void> {
  open.closing = true
  const deadline = performance.now() + graceMs
  while (open.replies.size > 0 && performance.now() < deadline) await sleep(LOOK_EVERY_MS)
  await Promise.all([...open.replies].map((reply) => reply.shutDown()))
}
