import type { ChatId, GenerationId, KeyId, MessageId, UserId } from '../domain/ids.ts'
import type { Attempt } from '../domain/receipt.ts'
import { errorFacts, log } from '../log.ts'
import type { Store } from '../store/contract.ts'
import type { Context } from './context.ts'
import { askInOrder, type Router } from './failover.ts'
import { Journal } from './journal.ts'
import { LiveReply, type ReplyEnd } from './live-reply.ts'
import { keepOpen } from './open-replies.ts'
import { pumpReply, ReplyGivenUp } from './pump.ts'
import { runningReplies } from './running.ts'
import { FINISH_PATIENCE_MS } from './timing.ts'
import { type Meter, recordTurn, turnUsageOf } from './turn-usage.ts'

export type GenerationInput = {
  /** What is asked, of one model or of several in order. */
  contexts: readonly [Context, ...Context[]]
  requestId: string
  arrivedMs: number
  router: Router
  /** What has to be done before anybody learns of the end. Never rejects. */
  beforeEnd: (end: ReplyEnd) => Promise<void>
}

/** A reply being written. `done` resolves when nothing of it is left to do, stored included; it never rejects. */
export type Generation = {
  reply: LiveReply
  giveUp: (why: ReplyGivenUp['why']) => void
  done: Promise<void>
}

export type StoredPlace = {
  store: Store
  owner: UserId
  chatId: ChatId
  generationId: GenerationId
  messageId: MessageId
  /** The API key that asked, or null. */
  keyId: KeyId | null
  flushMs: number
}

/** Where the usage of a reply is recorded that is not stored itself. */
export type UnstoredPlace = Meter & { store: Pick<Store, 'usage'>; owner: UserId }

type Begun = Omit<Generation, 'done'> & { ended: Promise<ReplyEnd>; hasLeft: () => boolean }

function begin(input: GenerationInput): Begun {
  const { contexts, router } = input
  const reply = new LiveReply()
  const controller = new AbortController()
  const attempts: Attempt[] = []
  const parts = askInOrder({ router, contexts, attempts, signal: controller.signal })
  const ended = pumpReply({ ...input, reply, attempts, parts })
  let hasLeft = false
  const giveUp: Begun['giveUp'] = (why) => {
    hasLeft ||= why === 'left'
    controller.abort(new ReplyGivenUp(why))
  }
  return { reply, giveUp, ended, hasLeft: () => hasLeft }
}

/** Waits for work of the store, for `FINISH_PATIENCE_MS` at the most. */
async function inPatience(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, FINISH_PATIENCE_MS).unref()
  })
  await Promise.race([work, patience])
  clearTimeout(timer)
}

/**
 * Begins a reply that nobody keeps: it lives and dies with whoever listens. What it took is recorded beside its end,
 * which does not wait for that.
 */
export function beginPassingReply(input: GenerationInput, place: UnstoredPlace): Generation {
  const { reply, giveUp, ended, hasLeft } = begin(input)
  const finish = async () => {
    const end = await ended
    const how = { hasLeft: hasLeft(), now: Date.now() }
    const turn = turnUsageOf(place, input.contexts[0].model.id, end, how)
    const counted = input.beforeEnd(end)
    const recorded = recordTurn(place.store, place.owner, turn)
    // All of the reply is said; a store that is away for long keeps nobody waiting for its end any longer than this.
    await inPatience(counted)
    reply.finish(end)
    await Promise.all([counted, recorded])
  }
  return keptOpen({ reply, giveUp, done: finish() })
}

/** Has the end of the process wait for the end of a reply, and bring it about. */
function keptOpen(generation: Generation): Generation {
  const { giveUp, done } = generation
  const close = keepOpen({
    shutDown: () => {
      giveUp('shutdown')
      return done
    },
  })
  void done.then(close)
  return generation
}

/** Begins a reply that is written to its end and kept, whoever listens. Its place in the store stands already. */
export function beginStoredReply(input: GenerationInput, place: StoredPlace): Generation {
  const { reply, giveUp, ended } = begin(input)
  const { store, owner, chatId, generationId, messageId, keyId, flushMs } = place
  const meter: Meter = { generationId, keyId, surface: 'chat' }
  const stop = () => giveUp('stopped')
  const journal = new Journal({ store, owner, generationId, reply, flushMs, onStopRequested: stop })

  const finish = async () => {
    const end = await ended
    const counted = input.beforeEnd(end)
    const how = { hasLeft: false, now: Date.now() }
    const turn = turnUsageOf(meter, input.contexts[0].model.id, end, how)
    const stored = journal.finish(end, turn).catch((error: unknown) => {
      log.error('reply.not-stored', { generationId, ...errorFacts(error) })
    })
    // Who listens learns the end once it is kept, so that what they read next from the store agrees; a store that
    // is away for long keeps them waiting no longer than this.
    await inPatience(Promise.all([stored, counted]))
    reply.finish(end)
    await stored
    runningReplies.delete(generationId)
    await counted
  }
  const head = { messageId, chatId, generationId, model: input.contexts[0].model.id }
  runningReplies.set(generationId, { owner, chatId, generationId, head, reply, stop })
  return keptOpen({ reply, giveUp, done: finish() })
}
