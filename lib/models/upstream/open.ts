import { AsyncLocalStorage } from 'node:async_hooks'
import type { LanguageModelV4, LanguageModelV4Prompt } from '@ai-sdk/provider'
import type { FinishReason } from '../../domain/receipt.ts'
import type { PromptMessage, Provider, ProviderCall, ProviderPart, UpstreamFetch } from '../provider.ts'
import { Exchange } from './exchange.ts'
import { UpstreamFault } from './fault.ts'

const toPrompt = (messages: readonly PromptMessage[]): LanguageModelV4Prompt =>
  messages.map(({ role, text }) =>
    role === 'system' ? { role, content: text } : { role, content: [{ type: 'text', text }] },
  )

/**
 * One attempt at one route: pieces of the reply as they come, then exactly one `finish`. Returning early closes the
 * upstream connection at once, also while a piece is awaited.
 * @throws UpstreamFault after all that was received; the reason of `call.signal` once that is aborted, the upstream
 * connection then being closed.
 */
export function openStream(provider: Provider, call: ProviderCall): AsyncGenerator<ProviderPart> {
  const exchange = new Exchange(provider, call)
  const parts = readParts(provider, call, exchange)
  const end = parts.return.bind(parts)
  // A generator queues return() behind the piece that is awaited; closing the exchange is what makes that end.
  parts.return = (value) => {
    exchange.close()
    return end(value)
  }
  return parts
}

/** Whose request a package is making. */
const current = new AsyncLocalStorage<Exchange | null>()
const fetchOfCurrent: UpstreamFetch = (url, init) => {
  const exchange = current.getStore()
  if (!exchange) throw new Error('A package asked for something outside of an exchange')
  // A connection outlives the exchange that opened it, and must not keep it.
  return current.run(null, () => exchange.fetch(url, init))
}

const models = new WeakMap<Provider, Map<string, LanguageModelV4>>()

/** A package builds its schemas anew for every model that it makes, so one is kept and told by the context whose it is. */
function modelOf(provider: Provider, upstreamModel: string, reasoning: boolean): LanguageModelV4 {
  const known = models.get(provider) ?? new Map<string, LanguageModelV4>()
  models.set(provider, known)
  const key = `${reasoning} ${upstreamModel}`
  const model = known.get(key) ?? provider.languageModel(upstreamModel, reasoning, fetchOfCurrent)
  known.set(key, model)
  return model
}

/** A reply that is complete without a single character: content was refused, or it is none. */
const emptyReply = (finishReason: FinishReason | null) =>
  finishReason === 'content-filter'
    ? ({ code: 'upstream_rejected', reason: 'content' } as const)
    : ({ code: 'upstream_malformed', reason: 'empty' } as const)

async function* readParts(
  provider: Provider,
  call: ProviderCall,
  exchange: Exchange,
): AsyncGenerator<ProviderPart> {
  const { signal, upstreamModel } = call
  signal.throwIfAborted()
  if (provider.missing() !== null)
    throw new UpstreamFault({ code: 'provider_not_configured', provider, upstreamModel })
  const close = () => exchange.close()
  signal.addEventListener('abort', close, { once: true })
  try {
    const model = modelOf(provider, upstreamModel, call.reasoning)
    const { options, body } = provider.sampling(call.sampling, call.reasoning)
    exchange.bodyFields = body
    // It ends only where the package could not even make its request.
    const unsent = current.run(exchange, () =>
      model.doStream({ prompt: toPrompt(call.messages), ...options }),
    )
    await Promise.race([exchange.sent, unsent])
    let characters = 0
    for (let pieces = await exchange.read(); pieces; pieces = await exchange.read()) {
      for (const piece of pieces) {
        signal.throwIfAborted()
        if (exchange.closed) return
        characters += piece.text.length
        yield piece
      }
    }
    signal.throwIfAborted()
    if (exchange.fault) throw exchange.fault
    if (exchange.closed) return
    const { finishReason, usage, costUsd } = exchange.reply
    if (characters === 0) throw exchange.faultOf(emptyReply(finishReason))
    yield { type: 'finish', finishReason: finishReason ?? 'other', usage, costUsd }
  } catch (error) {
    signal.throwIfAborted()
    if (exchange.closed) return
    throw exchange.fault ?? error
  } finally {
    signal.removeEventListener('abort', close)
    exchange.close()
  }
}
