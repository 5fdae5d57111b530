import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import type { FinishReason } from '../../domain/receipt.ts'
import type { PromptMessage, Provider, ProviderCall, ProviderPart } from '../provider.ts'
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
  let reader: ReadableStreamDefaultReader<unknown> | undefined
  try {
    const model = provider.languageModel(upstreamModel, call.reasoning, exchange.fetch)
    const { options, body } = provider.sampling(call.sampling, call.reasoning)
    exchange.bodyFields = body
    const { stream } = await model.doStream({ prompt: toPrompt(call.messages), ...options })
    const pieces = stream.getReader()
    reader = pieces
    let characters = 0
    for (;;) {
      exchange.awaited = true
      const { done, value } = await pieces.read()
      exchange.awaited = false
      signal.throwIfAborted()
      if (done) break
      if (value.type === 'error') throw exchange.faultOf({ code: 'upstream_malformed', reason: 'unreadable' })
      if (value.type !== 'text-delta' && value.type !== 'reasoning-delta') continue
      if (value.delta === '') continue
      characters += value.delta.length
      yield { type: value.type === 'text-delta' ? 'text' : 'reasoning', text: value.delta }
    }
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
    // Never awaited: a stream in the middle of a pull may take its time.
    reader?.cancel().catch(() => undefined)
  }
}
