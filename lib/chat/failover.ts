import { AppError } from '../domain/errors.ts'
import type { Attempt } from '../domain/receipt.ts'
import type { RouterInput, RouterPart } from '../models/router.ts'
import { UpstreamFault } from '../models/upstream/fault.ts'
import type { Context } from './context.ts'

/** Streams a reply from whichever route can give one: the real one is lib/models/engine.ts. */
export type Router = (input: RouterInput) => AsyncGenerator<RouterPart>

type Asked = { router: Router; contexts: readonly Context[]; attempts: Attempt[]; signal: AbortSignal }

/** A refusal of content is the same everywhere; anything else another model may do better. */
const mayGoOn = (error: unknown): error is AppError =>
  error instanceof AppError &&
  (error.code.startsWith('upstream_') || error.code === 'provider_not_configured') &&
  !(error.cause instanceof UpstreamFault && !error.cause.curableElsewhere)

const isRetryable = ({ details }: AppError) => details.retryable === true

/**
 * Asks the models that a caller has listed, in order, until one gives a first piece; with one model this is the router.
 * The list is the caller's own wish, so a model on this machine may be followed by one at a provider.
 * @throws AppError the fault that helps most, with the attempts at all models; the signal's reason when it was aborted.
 */
export function askInOrder({ router, contexts, attempts, signal }: Asked): AsyncGenerator<RouterPart> {
  const [only, ...others] = contexts
  if (only && others.length === 0)
    return router({ model: only.model, prepare: only.fitInto, attempts, signal })
  return askSeveral({ router, contexts, attempts, signal })
}

async function* askSeveral({ router, contexts, attempts, signal }: Asked): AsyncGenerator<RouterPart> {
  const failures: AppError[] = []
  for (const { model, fitInto } of contexts) {
    let begun = false
    try {
      for await (const part of router({ model, prepare: fitInto, attempts, signal })) {
        begun ||= part.type === 'route'
        yield part.type === 'route' && failures.length > 0 ? { ...part, reason: 'failover' } : part
      }
      return
    } catch (error) {
      if (begun || !mayGoOn(error)) throw error
      failures.push(error)
    }
  }
  const told = failures.find(isRetryable) ?? failures[0]
  if (!told) throw new AppError('internal', 'No model was asked.')
  const details = { ...told.details, attempts: attempts.map((attempt) => ({ ...attempt })) }
  throw new AppError(told.code, told.message, { cause: told.cause, details })
}
