import type { ChatId, GenerationId, MessageId, UserId } from '../domain/ids.ts'
import type { Attempt } from '../domain/receipt.ts'
import { errorFacts, log } from '../log.ts'
import type { CatalogEntry, ModelRoute } from '../models/catalog.ts'
import type { RouterInput, RouterPart } from '../models/router.ts'
import type { Store } from '../store/contract.ts'
import { type ContextInput, type Fitted, fitIntoRoute } from './context.ts'
import { Journal } from './journal.ts'
import { LiveReply, type ReplyEnd } from './live-reply.ts'
import { keepOpen } from './open-replies.ts'
import { pumpReply, ReplyGivenUp } from './pump.ts'
import { runningReplies } from './running.ts'
import { FINISH_PATIENCE_MS } from './timing.ts'

export type GenerationInput = {
  model: CatalogEntry
  context: ContextInput
  requestId: string
  arrivedMs: number
  router: Router
}

/** Streams a reply from whichever route can give one: the real one is lib/models/engine.ts. */
export type Router = (input: RouterInput) => AsyncGenerator<RouterPart>

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
  flushMs: number
}

function begin(input: GenerationInput): Omit<Generation, 'done'> & { ended: Promise<ReplyEnd> } {
  const reply = new LiveReply()
  const controller = new AbortController()
  const attempts: Attempt[] = []
  const fitted = new Map<ModelRoute, Fitted | null>()
  const promptOf = (route: ModelRoute) => {
    const known = fitted.get(route)
    if (known !== undefined) return known
    const fit = fitIntoRoute(input.context, route)
    const prompt = 'messages' in fit ? fit : null
    fitted.set(route, prompt)
    return prompt
  }
  const parts = input.router({ model: input.model, prepare: promptOf, attempts, signal: controller.signal })
  const ended = pumpReply({ ...input, reply, attempts, parts, promptOf })
  return { reply, giveUp: (why) => controller.abort(new ReplyGivenUp(why)), ended }
}

/** Begins a reply that nobody keeps: it lives and dies with whoever listens. */
export function beginPlaygroundReply(input: GenerationInput): Generation {
  const { reply, giveUp, ended } = begin(input)
  return keptOpen({ reply, giveUp, done: ended.then((end) => reply.finish(end)) })
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

const sleep = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref()
  })

/** Begins a reply that is written to its end and kept, whoever listens. Its place in the store stands already. */
export function beginStoredReply(input: GenerationInput, place: StoredPlace): Generation {
  const { reply, giveUp, ended } = begin(input)
  const { store, owner, chatId, generationId, messageId, flushMs } = place
  const stop = () => giveUp('stopped')
  const journal = new Journal({ store, owner, generationId, reply, flushMs, onStopRequested: stop })

  const finish = async () => {
    const end = await ended
    const stored = journal.finish(end).catch((error: unknown) => {
      log.error('reply.not-stored', { generationId, ...errorFacts(error) })
    })
    // Who listens learns the end once it is kept, so that what they read next from the store agrees; a store that
    // is away for long keeps them waiting no longer than this.
    await Promise.race([stored, sleep(FINISH_PATIENCE_MS)])
    reply.finish(end)
    await stored
    runningReplies.delete(generationId)
  }
  const head = { messageId, chatId, generationId, model: input.model.id }
  runningReplies.set(generationId, { owner, chatId, generationId, head, reply, stop })
  return keptOpen({ reply, giveUp, done: finish() })
}
