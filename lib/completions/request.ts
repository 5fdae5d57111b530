import type { ContextInput } from '../chat/context.ts'
import type { CatalogEntry } from '../models/catalog.ts'
import { requireModel } from '../models/require-model.ts'
import { type CompletionBody, textOf } from './body.ts'

/** A checked request: what to ask, which models in order, and how to answer. */
export type CompletionRequest = Pick<ContextInput, 'messages' | 'systemPrompt' | 'parameters'> & {
  models: readonly [CatalogEntry, ...CatalogEntry[]]
  stream: boolean
  includeUsage: boolean
}

/**
 * What a checked body asks for. Our models know one system prompt, at the beginning, so all that system and developer
 * say is joined there; a request that says nothing else is a question.
 * @throws AppError invalid_model.
 */
export function completionRequest(body: CompletionBody): CompletionRequest {
  const [first = '', ...others] = new Set([body.model, ...(body.models ?? [])])
  const said = body.messages.map(({ role, content }) => ({ role, text: textOf(content) }))
  const talk = said.flatMap(({ role, text }) =>
    role === 'user' || (role === 'assistant' && text !== '') ? [{ role, text } as const] : [],
  )
  const instructions = said.filter(({ role }) => role === 'system' || role === 'developer')
  const system = instructions.map(({ text }) => text).filter((text) => text.trim() !== '')
  const question = talk.length > 0 ? null : system.join('\n\n')
  const stop = typeof body.stop === 'string' ? [body.stop] : body.stop
  return {
    models: [requireModel(first), ...others.map(requireModel)],
    messages: question === null ? talk : [{ role: 'user', text: question }],
    systemPrompt: question === null && system.length > 0 ? system.join('\n\n') : null,
    parameters: {
      maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
      temperature: body.temperature ?? undefined,
      topP: body.top_p ?? undefined,
      stop: stop && stop.length > 0 ? stop : undefined,
      seed: body.seed ?? undefined,
      presencePenalty: body.presence_penalty ?? undefined,
      frequencyPenalty: body.frequency_penalty ?? undefined,
    },
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
  }
}
