import { AppError } from '../domain/errors.ts'
import type { LiveReply } from './live-reply.ts'
import { STATUS_AFTER_MS } from './timing.ts'

/**
 * Waits for the first piece or the end, at most until the status line is due.
 * @throws AppError when the reply failed before its first piece: then the status can still tell the truth.
 */
export async function begun(reply: LiveReply): Promise<void> {
  let late = false
  let timer: NodeJS.Timeout | undefined
  const due = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      late = true
      resolve()
    }, STATUS_AFTER_MS)
  })
  while (reply.length === 0 && !reply.end && !late) await Promise.race([reply.changed(), due])
  clearTimeout(timer)
  const { end } = reply
  if (reply.length > 0 || !end?.error) return
  throw AppError.of(end.error)
}
