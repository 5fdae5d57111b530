import type { ChatParameters } from '../domain/chat.ts'
import { AppError } from '../domain/errors.ts'
import { budgetOf } from '../models/budget.ts'
import type { CatalogEntry, ModelRoute } from '../models/catalog.ts'
import type { PromptMessage, Sampling } from '../models/provider.ts'
import { estimateTokens, mostTokens, TEMPLATE_TOKENS_PER_MESSAGE } from '../models/tokens.ts'

export type ContextInput = {
  model: CatalogEntry
  messages: readonly { role: 'user' | 'assistant'; text: string }[]
  systemPrompt: string | null
  parameters: ChatParameters & Pick<Sampling, 'presencePenalty' | 'frequencyPenalty' | 'seed' | 'stop'>
}

/** What is sent to a route, and what had to be left out of it. */
export type Fitted = {
  messages: PromptMessage[]
  sampling: Sampling
  droppedTurns: number
  /** Our estimate of the prompt in tokens, for a provider that never tells; made when it is asked for. */
  estimatePromptTokens: () => number
}

type TooLong = { limitTokens: number; estimatedTokens: number }

const costOf = (text: string) => estimateTokens(text) + TEMPLATE_TOKENS_PER_MESSAGE
const mostCostOf = (text: string) => mostTokens(text) + TEMPLATE_TOKENS_PER_MESSAGE

/** Cuts a conversation into turns: a question with the replies that follow it. */
function turnsOf(messages: ContextInput['messages']): ContextInput['messages'][] {
  const turns: ContextInput['messages'][number][][] = []
  for (const message of messages) {
    const turn = turns.at(-1)
    if (message.role === 'user' || !turn) turns.push([message])
    else turn.push(message)
  }
  return turns
}

/**
 * Fits a conversation into a route's window: whole turns are left out from the oldest on, never a part of a
 * message, never the system prompt nor the question.
 */
export function fitIntoRoute(input: ContextInput, route: ModelRoute): Fitted | TooLong {
  const { model, systemPrompt } = input
  const budget = budgetOf({ ...route, reasoning: model.reasoning }, input.parameters.maxTokens)
  const turns = turnsOf(input.messages)
  const everything = [systemPrompt ?? '', ...input.messages.map((message) => message.text)]
  // Counting bytes is cheap and errs upwards only, so most conversations need no estimate at all.
  const fitsForSure = everything.reduce((sum, text) => sum + mostCostOf(text), 0) <= budget.promptTokens
  const costs = fitsForSure ? [] : turns.map((turn) => turn.reduce((sum, { text }) => sum + costOf(text), 0))
  const systemTokens = systemPrompt === null ? 0 : costOf(systemPrompt)
  let kept = turns
  let promptTokens = fitsForSure ? 0 : costs.reduce((sum, cost) => sum + cost, systemTokens)
  while (promptTokens > budget.promptTokens && kept.length > 1) {
    promptTokens -= costs[turns.length - kept.length] ?? 0
    kept = kept.slice(1)
  }
  if (promptTokens > budget.promptTokens) {
    return {
      limitTokens: Math.max(0, budget.promptTokens - systemTokens),
      estimatedTokens: promptTokens - systemTokens,
    }
  }
  const messages = promptOf(model, systemPrompt, kept.flat())
  return {
    messages,
    sampling: samplingOf(input, route, budget.replyTokens),
    droppedTurns: turns.length - kept.length,
    estimatePromptTokens: () => messages.reduce((sum, { text }) => sum + costOf(text), 0),
  }
}

/** A conversation fitted into the routes of its model: each once, when it is asked for. */
export type Context = {
  readonly model: CatalogEntry
  /** null when the question alone does not fit into the route. */
  readonly fitInto: (route: ModelRoute) => Fitted | null
}

/**
 * A conversation that fits into the model's own route.
 * @throws AppError context_too_long when the question alone does not.
 */
export function contextFor(input: ContextInput): Context {
  const { model } = input
  const fitted = fitIntoRoute(input, model.routes[0])
  if (!('messages' in fitted)) throw tooLong(fitted)
  const known = new Map<ModelRoute, Fitted | null>([[model.routes[0], fitted]])
  const fitInto = (route: ModelRoute) => {
    const before = known.get(route)
    if (before !== undefined) return before
    const fits = fitIntoRoute(input, route)
    const prompt = 'messages' in fits ? fits : null
    known.set(route, prompt)
    return prompt
  }
  return { model, fitInto }
}

/** What a turn may cost at the most at the model's own route, in tokens. */
export function mostTokensOf({ model, fitInto }: Context): number {
  const fitted = fitInto(model.routes[0])
  return fitted ? fitted.estimatePromptTokens() + fitted.sampling.maxTokens : 0
}

function tooLong(fitted: TooLong): AppError {
  return new AppError(
    'context_too_long',
    `The message is too long for this model: about ${fitted.estimatedTokens} tokens, and ${fitted.limitTokens} fit.`,
    { details: fitted },
  )
}

/** Models without a place for a system prompt read it in front of the first question, and want strict turns. */
function promptOf(
  model: CatalogEntry,
  systemPrompt: string | null,
  messages: ContextInput['messages'],
): PromptMessage[] {
  if (model.systemRole) {
    const system = systemPrompt === null ? [] : [{ role: 'system' as const, text: systemPrompt }]
    return [...system, ...messages]
  }
  const strict: PromptMessage[] = []
  for (const { role, text } of messages) {
    const last = strict.at(-1)
    if (!last && role === 'assistant') continue
    if (last?.role === role) strict.splice(-1, 1, { role, text: `${last.text}\n\n${text}` })
    else strict.push({ role, text })
  }
  const first = strict[0]
  if (first && systemPrompt !== null) strict[0] = { role: 'user', text: `${systemPrompt}\n\n${first.text}` }
  return strict
}

const unlessDefault = (value: number | undefined) => (value === undefined || value < 0 ? undefined : value)

function samplingOf(input: ContextInput, route: ModelRoute, maxTokens: number): Sampling {
  const own = input.model.sampling
  return {
    maxTokens,
    contextWindowTokens: route.contextWindowTokens,
    temperature: input.parameters.temperature ?? unlessDefault(own.temperature),
    topP: input.parameters.topP,
    typicalP: unlessDefault(own.typical_p),
    repetitionPenalty: unlessDefault(own.repetition_penalty),
    presencePenalty: input.parameters.presencePenalty,
    frequencyPenalty: input.parameters.frequencyPenalty,
    seed: input.parameters.seed,
    stop: input.parameters.stop,
  }
}
