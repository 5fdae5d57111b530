import { begun } from '../chat/begun.ts'
import { type Context, contextFor, mostTokensOf } from '../chat/context.ts'
import type { Router } from '../chat/failover.ts'
import { beginPassingReply, type Generation } from '../chat/generation.ts'
import { type Allowances, takeTurn, tokensOf } from '../chat/limits.ts'
import { refuseWhileClosing } from '../chat/open-replies.ts'
import { eventStream, replyHeaders } from '../chat/response.ts'
import { AppError } from '../domain/errors.ts'
import { type GenerationId, type KeyId, newGenerationId, type UserId } from '../domain/ids.ts'
import type { Store } from '../store/contract.ts'
import { ChunkEncoder } from './chunk-encoder.ts'
import { type CompletionHead, completionOf } from './completion.ts'
import type { CompletionRequest } from './request.ts'

export type CompletionInput = {
  store: Pick<Store, 'limits' | 'usage'>
  owner: UserId
  keyId: KeyId | null
  asked: CompletionRequest
  requestId: string
  /** `performance.now()` when the request arrived. */
  arrivedMs: number
  allowances: Allowances
  /** Headers that the answer gets, an error too. */
  headers: Headers
  router: Router
  /** Aborts when the caller goes away before the response has begun. */
  signal: AbortSignal
  /** Keeps the process alive until this is done, where a process ends with its response. */
  keepAlive: (work: Promise<void>) => void
}

/**
 * Answers one completion: the reply lives and dies with its caller, and nothing of it is stored but what it used.
 * @throws AppError context_too_long, rate_limited, internal (the process is about to end), or the fault that kept the
 * reply from beginning; the signal's reason when the caller has gone.
 */
export async function answerCompletion(input: CompletionInput): Promise<Response> {
  const { store, owner, keyId, allowances, headers, signal, asked } = input
  const contexts = contextsOf(asked)
  refuseWhileClosing()
  const mostTokens = () => Math.max(...contexts.map(mostTokensOf))
  const taken = await takeTurn({ store, owner, keyId, allowances, mostTokens, headers })
  try {
    signal.throwIfAborted()
    const generationId = newGenerationId()
    const generation = beginPassingReply(
      {
        contexts,
        requestId: input.requestId,
        arrivedMs: input.arrivedMs,
        router: input.router,
        beforeEnd: (end) => taken.end(tokensOf(end)),
      },
      { store, owner, keyId, generationId, surface: 'v1' },
    )
    input.keepAlive(generation.done.then(taken.settled))
    const leave = () => generation.giveUp('left')
    signal.addEventListener('abort', leave, { once: true })
    const head = { id: `chatcmpl-${generationId.slice(4)}`, created: Math.floor(Date.now() / 1000) }
    return asked.stream
      ? await streamed(input, generation, generationId, head)
      : await whole(input, generation, generationId, head)
  } catch (error) {
    // Where a reply was begun its own end has released the turn before.
    await taken.end(0)
    throw error
  }
}

/** The first model has to take the question; of the others those are left out that cannot. */
function contextsOf({ models, ...asked }: CompletionRequest): [Context, ...Context[]] {
  const [first, ...others] = models
  const main = contextFor({ ...asked, model: first })
  const fitting = others.flatMap((model) => {
    try {
      return [contextFor({ ...asked, model })]
    } catch (error) {
      if (error instanceof AppError && error.code === 'context_too_long') return []
      throw error
    }
  })
  return [main, ...fitting]
}

async function streamed(
  { asked }: CompletionInput,
  { reply, giveUp }: Generation,
  generationId: GenerationId,
  head: CompletionHead,
): Promise<Response> {
  await begun(reply)
  // A reply that came whole is ended in this turn of the event loop, and then all of it is one chunk.
  if (reply.settled && !reply.end) await new Promise(setImmediate)
  const events = new ChunkEncoder(head, asked.includeUsage)
  const body = eventStream({ reply, events, onLeave: () => giveUp('left') })
  return new Response(body, { headers: headersOf(reply, generationId, 'text/event-stream') })
}

async function whole(
  { signal }: CompletionInput,
  { reply }: Generation,
  generationId: GenerationId,
  head: CompletionHead,
): Promise<Response> {
  // Not until all is done: what the turn took is recorded behind its answer.
  while (!reply.end) await reply.changed()
  signal.throwIfAborted()
  const { end } = reply
  if (!end) throw new Error('A reply that is done has an end')
  if (end.error) throw AppError.of(end.error)
  const headers = headersOf(reply, generationId, 'application/json; charset=utf-8')
  headers.set('cache-control', 'no-store')
  return new Response(JSON.stringify(completionOf(head, reply, end)), { headers })
}

/** What a program may want to know of the route, and what was left out of its question. */
function headersOf(reply: Generation['reply'], generationId: GenerationId, contentType: string): Headers {
  const headers = replyHeaders(reply, generationId, contentType)
  const dropped = reply.servedBy?.droppedTurns ?? 0
  if (dropped > 0) headers.set('x-neptun-dropped-turns', String(dropped))
  return headers
}
