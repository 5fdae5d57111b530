import type { GenerationId, UserId } from '../domain/ids.ts'
import type { Opening } from '../domain/receipt.ts'
import type { TurnUsage } from '../domain/usage.ts'
import type { FinishInput, LogEntry, Store } from '../store/contract.ts'
import type { LiveReply, ReplyEnd } from './live-reply.ts'
import { RunReader } from './run-reader.ts'
import { runningReplies } from './running.ts'
import { storeOutage } from './store-outage.ts'
import { FINISH_GIVE_UP_MS, stretchedFlushMs } from './timing.ts'

export type JournalInput = {
  store: Pick<Store, 'generations'>
  owner: UserId
  generationId: GenerationId
  reply: LiveReply
  flushMs: number
  /** Called when somebody asked for a stop through the store. */
  onStopRequested: () => void
}

/** The first flush comes somewhere between this share of the usual wait and all of it. */
const SOONEST_SHARE = 0.25
const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 5000

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Writes a running reply down as it grows: every `flushMs` (longer where very many run) what is new, together with a
 * sign of life, and reads back whether a stop was asked for. A store that fails is tried again with the same entries (a position is logged
 * once, so nothing doubles); meanwhile all is in memory and nothing is lost.
 */
export class Journal {
  readonly #input: JournalInput
  readonly #reader = new RunReader()
  /** Where what is not yet taken begins, in UTF-16 units. */
  #position = 0
  #pending: LogEntry[] = []
  /** Whether the store knows how the reply came about. */
  #opened = false
  #timer: NodeJS.Timeout | undefined
  #closed = false
  #failures = 0

  constructor(input: JournalInput) {
    this.#input = input
    // Replies that begin together would else write together ever after, and all others wait for it.
    this.#schedule(this.#nextWait() * (SOONEST_SHARE + Math.random() * (1 - SOONEST_SHARE)))
  }

  #schedule(wait: number): void {
    if (this.#closed) return
    this.#timer = setTimeout(() => void this.#flush().then(() => this.#schedule(this.#nextWait())), wait)
  }

  #nextWait(): number {
    const flushMs = stretchedFlushMs(this.#input.flushMs, runningReplies.size)
    return this.#failures === 0 ? flushMs : backOff(this.#failures, flushMs)
  }

  async #flush(): Promise<void> {
    const { store, owner, generationId, onStopRequested } = this.#input
    // What failed before goes out again as it was: had it arrived after all, its positions are known.
    if (this.#pending.length === 0) this.#pending = this.#newEntries()
    try {
      const opening = this.#opening()
      const { stopRequested } = await store.generations.append(
        owner,
        generationId,
        this.#pending,
        Date.now(),
        opening,
      )
      this.#opened ||= opening !== undefined
      this.#pending = []
      this.#failures = 0
      storeOutage.worked(generationId)
      if (stopRequested) onStopRequested()
    } catch (error) {
      this.#failures += 1
      storeOutage.failed(generationId, 'append', error)
    }
  }

  /** Told once, beside the first words: from then on it does not change. */
  #opening(): Opening | undefined {
    const isTime = !this.#opened && this.#pending.length > 0
    return (isTime && this.#input.reply.opening) || undefined
  }

  #newEntries(): LogEntry[] {
    const entries: LogEntry[] = []
    for (;;) {
      const run = this.#reader.next(this.#input.reply)
      if (!run) return entries
      const last = entries.at(-1)
      if (last?.type === run.type) last.text += run.text
      else entries.push({ ...run, position: this.#position })
      this.#position += run.text.length
    }
  }

  /**
   * Stores the end of the reply, trying again while the store fails, for `FINISH_GIVE_UP_MS` at the most. `turn`
   * is recorded in the same step. Gives whether it was stored. It does not wait for a flush that is under way: one that comes late changes nothing.
   */
  async finish(end: ReplyEnd, turn: TurnUsage): Promise<boolean> {
    this.#closed = true
    clearTimeout(this.#timer)
    const { store, owner, generationId, reply } = this.#input
    const result: FinishInput = {
      ...end,
      content: reply.text('text'),
      reasoning: reply.pieces.some((piece) => piece.type === 'reasoning') ? reply.text('reasoning') : null,
      usage: end.receipt?.usage ?? null,
      turn,
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
