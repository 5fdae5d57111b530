import type { Provider, ProviderCall, ProviderPart } from '../../../lib/models/provider.ts'
import { UpstreamFault } from '../../../lib/models/upstream/fault.ts'
import { openStream } from '../../../lib/models/upstream/open.ts'

/** What became of an attempt: everything that was received, and either a finish or what was thrown. */
export type Outcome = {
  text: string
  reasoning: string
  /** Types of the pieces, neighbours of one type counted once. */
  order: string[]
  finish: Extract<ProviderPart, { type: 'finish' }> | null
  thrown: unknown
}

/** A call with everything that a test does not care about. */
export const callOf = (call: Partial<ProviderCall> = {}): ProviderCall => ({
  upstreamModel: 'acme/model-1',
  reasoning: false,
  messages: [{ role: 'user', text: 'Hello?' }],
  sampling: { maxTokens: 100, contextWindowTokens: 4096 },
  signal: new AbortController().signal,
  ...call,
})

/** Reads an attempt to its end. */
export async function outcomeOf(provider: Provider, call: Partial<ProviderCall> = {}): Promise<Outcome> {
  const outcome: Outcome = { text: '', reasoning: '', order: [], finish: null, thrown: null }
  try {
    for await (const part of openStream(provider, callOf(call))) {
      if (outcome.finish) throw new Error('a part after the finish')
      if (part.type === 'finish') outcome.finish = part
      else {
        outcome[part.type] += part.text
        if (outcome.order.at(-1) !== part.type) outcome.order.push(part.type)
      }
    }
  } catch (error) {
    outcome.thrown = error
  }
  return outcome
}

/** The fault that an attempt ended with; anything else that it ended with fails the test. */
export function faultOf(outcome: Outcome): UpstreamFault {
  if (outcome.thrown instanceof UpstreamFault) return outcome.thrown
  throw new Error(`no fault but ${String(outcome.thrown ?? outcome.finish?.finishReason)}`)
}
