import type { GenerationId, UserId } from '../domain/ids.ts'
import type { FinishInput, LogEntry, Store } from '../store/contract.ts'
import type { LiveReply, ReplyEnd } from './live-reply.ts'
import { storeOutage } from './store-outage.ts'
import { FINISH_GIVE_UP_MS } from './timing.ts'

export type JournalInput = {
  store: Pick<Store, 'generations'>
  owner: UserId
  generationId: GenerationId
  reply: LiveReply
  flushMs: number
  /** Called when somebody asked for a stop through the store. */
  onStopRequested: () => void
}

const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 5000

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Writes a running reply down as it grows: every `flushMs` what is new, together with a sign of life, and reads
 * back whether a stop was asked for. A store that fails is tried again with the same entries (a position is logged
 * once, so nothing doubles); meanwhile all is in memory and nothing is lost.
 */
export class Journal {
  readonly #input: JournalInput
  #nextPiece = 0
  #pending: LogEntry[] = []
  #timer: NodeJS.Timeout | undefined
  #closed = false
  #failures = 0

  constructor(input: JournalInput) {
    this.#input = input
    this.#schedule()
  }

  #schedule(): void {
    if (this.#closed) return
    const wait = this.#failures === 0 ? this.#input.flushMs : backOff(this.#failures, this.#input.flushMs)
    this.#timer = setTimeout(() => void this.#flush().then(() => this.#schedule()), wait)
  }

  async #flush(): Promise<void> {
    const { store, owner, generationId, onStopRequested } = this.#input
    // What failed before goes out again as it was: had it arrived after all, its positions are known.
    if (this.#pending.length === 0) this.#pending = this.#newEntries()
    try {
      const { stopRequested } = await store.generations.append(owner, generationId, this.#pending, Date.now())
      this.#pending = []
      this.#failures = 0
      storeOutage.worked(generationId)
      if (stopRequested) onStopRequested()
    } catch (error) {
      this.#failures += 1
      storeOutage.failed(generationId, 'append', error)
    }
  }

  #newEntries(): LogEntry[] {
    const { pieces } = this.#input.reply
    const entries: LogEntry[] = []
    for (; this.#nextPiece < pieces.length; this.#nextPiece += 1) {
      const piece = pieces[this.#nextPiece]
      const last = entries.at(-1)
      if (!piece) break
      if (last?.type === piece.type) last.text += piece.text
      else entries.push({ type: piece.type, text: piece.text, position: piece.end - piece.text.length })
    }
    return entries
  }

  /**
   * Stores the end of the reply, trying again while the store fails, for `FINISH_GIVE_UP_MS` at the most. Gives
   * whether it was stored. It does not wait for a flush that is under way: one that comes late changes nothing.
   */
  async finish(end: ReplyEnd): Promise<boolean> {
    this.#closed = true
    clearTimeout(this.#timer)
    const { store, owner, generationId, reply } = this.#input
    const result: FinishInput = {
      ...end,
      content: reply.text('text'),
      reasoning: reply.pieces.some((piece) => piece.type === 'reasoning') ? reply.text('reasoning') : null,
      usage: end.receipt?.usage ?? null,
      now: Date.now(),
    }
    const giveUpAt = performance.now() + FINISH_GIVE_UP_MS
    for (let failures = 0; ; failures += 1) {
      try {
        const stored = await store.generations.finish(owner, generationId, { ...result, now: Date.now() })
        storeOutage.worked(generationId)
        return stored
      } catch (error) {
        storeOutage.failed(generationId, 'finish', error)
        if (performance.now() > giveUpAt) {
          storeOutage.givenUp(generationId)
          return false
        }
        await sleep(backOff(failures + 1, FIRST_RETRY_MS))
      }
    }
  }
}

const backOff = (failures: number, firstMs: number) =>
  Math.min(LONGEST_RETRY_MS, Math.max(firstMs, FIRST_RETRY_MS * 2 ** Math.min(failures, 10)))
