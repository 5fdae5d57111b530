import type { ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import { cutIntoWrites, encodeFrame } from './framing.ts'

/** Frames are gathered into one write up to this many characters where nothing waits between them. */
const MOST_GATHERED_CHARACTERS = 65_536
/** A reset throws away what the other side has not read yet, so it comes this much later than the last byte. */
const BEFORE_RESET_MS = 20
/** A stream that fell further behind its pace than this, because its reader is slow, does not catch up. */
const MOST_LATE_MS = 1000
/** setTimeout takes a longer time for none at all. */
const MOST_TIMER_MS = 2 ** 31 - 1
const BYTE_ORDER_MARK = '\uFEFF'

/** Waits that end as soon as the client is gone. */
class Patience {
  gone = false
  #wake: (() => void) | undefined
  readonly #response: ServerResponse

  constructor(response: ServerResponse) {
    this.#response = response
    this.gone = response.destroyed
    response.once('close', () => {
      this.gone = true
      this.#wake?.()
    })
  }

  #until(start: (wake: () => void) => () => void): Promise<void> {
    if (this.gone) return Promise.resolve()
    return new Promise((resolve) => {
      const stop = start(() => this.#wake?.())
      this.#wake = () => {
        this.#wake = undefined
        stop()
        resolve()
      }
    })
  }

  sleep(ms: number): Promise<void> {
    return this.#until((wake) => {
      const timer = setTimeout(wake, Math.min(ms, MOST_TIMER_MS))
      return () => clearTimeout(timer)
    })
  }

  /** Lets the bytes leave, so that the next write is a packet of its own. */
  turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve))
  }

  drained(): Promise<void> {
    return this.#until((wake) => {
      this.#response.once('drain', wake)
      return () => this.#response.off('drain', wake)
    })
  }

  closed(): Promise<void> {
    return this.#until(() => () => undefined)
  }
}

export type PlayOptions = {
  oneWritePerFrame: boolean
  /** Called for every piece of the reply that is sent. */
  onPiece?: () => void
  /** Destroys the connection with a reset. */
  reset: () => void
}

/**
 * Plays an answer to a client: one write where nothing waits, else frame by frame at its pace, never faster than the
 * client reads. Resolves when the response is ended, destroyed or left by the client; never rejects.
 */
export async function play(response: ServerResponse, answer: Answer, options: PlayOptions): Promise<void> {
  const patience = new Patience(response)
  const { framing } = answer
  const apart = options.oneWritePerFrame || framing.cut !== 'nowhere'
  let gathered = framing.byteOrderMark ? BYTE_ORDER_MARK : ''
  const send = async () => {
    const writes = cutIntoWrites(gathered, framing.cut)
    gathered = ''
    for (const write of writes) {
      if (patience.gone) return
      if (!response.write(write)) await patience.drained()
      if (apart) await patience.turn()
    }
  }

  if (answer.headersAfterMs === null) {
    if (answer.ending === 'reset') options.reset()
    return patience.closed()
  }
  if (answer.headersAfterMs > 0) await patience.sleep(answer.headersAfterMs)
  if (patience.gone) return
  response.writeHead(answer.status, answer.headers)

  let begun = false
  let dueMs = performance.now()
  for (const frame of answer.frames) {
    if (frame.waitMs) {
      const nowMs = performance.now()
      dueMs = Math.max(dueMs, nowMs - MOST_LATE_MS) + frame.waitMs
      if (dueMs - nowMs >= 1) {
        if (gathered) await send()
        else if (!begun) response.flushHeaders()
        begun = true
        await patience.sleep(dueMs - nowMs)
      }
    }
    if (patience.gone) return
    gathered += encodeFrame(frame, framing)
    if (frame.kind === 'text' || frame.kind === 'reasoning') options.onPiece?.()
    if (options.oneWritePerFrame) await send()
    else if (gathered.length > MOST_GATHERED_CHARACTERS) {
      await send()
      await patience.turn()
    }
  }

  if (answer.ending === 'complete' || answer.ending === 'cut') {
    if (framing.cut === 'nowhere') response.end(gathered)
    else {
      await send()
      response.end()
    }
    return
  }
  if (gathered) await send()
  else response.flushHeaders()
  if (answer.ending === 'hang') return patience.closed()
  await patience.sleep(BEFORE_RESET_MS)
  options.reset()
}
