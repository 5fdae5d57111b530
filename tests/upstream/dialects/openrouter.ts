import { type Frame, jsonAnswer } from '../answer.ts'
import { badParameter, type ChatRequest, type Ranges, readMessages } from '../chat-request.ts'
import {
  type Checked,
  type Dialect,
  type House,
  hasKey,
  refusalAnswer,
  refusalIn,
  type SideRequest,
} from '../dialect.ts'
import { demoKeys } from '../environment.ts'
import { isObject, numberAt } from '../json.ts'
import { knownModels, openRouterPrices } from '../models.ts'
import type { Reply } from '../reply.ts'
import { type ChunkStyle, chunkFrames, freshId, joined, unixSeconds, usageOf } from './chunks.ts'
import { errorObject, openRouterRefusals } from './openrouter-refusals.ts'

const mount = '/openrouter/api/v1'

const ranges: Ranges = {
  temperature: [0, 2],
  top_p: [0.000_001, 1],
  top_k: [0, 1_000_000],
  min_p: [0, 1],
  top_a: [0, 1],
  repetition_penalty: [0.000_001, 2],
  frequency_penalty: [-2, 2],
  presence_penalty: [-2, 2],
  max_tokens: [1, 1_000_000],
  max_completion_tokens: [1, 1_000_000],
}

const withoutVariant = (model: string) => model.replace(/:\w+$/u, '')

const refusal = refusalIn(openRouterRefusals)

function check(headers: SideRequest['headers'], body: unknown, house: House): Checked {
  if (!hasKey(headers, demoKeys.openrouter)) return { refusal: unauthorised(headers) }
  const model = isObject(body) && typeof body.model === 'string' ? body.model : ''
  const messages = isObject(body) ? readMessages(body) : null
  if (!isObject(body) || !messages || messages.turn === 0)
    return {
      refusal: refusal('http-400', { model, detail: 'Input required: specify "prompt" or "messages"' }),
    }
  const detail = badParameter(body, ranges)
  if (detail) return { refusal: refusal('http-400', { model, detail }) }
  if (!house.knows('openrouter', withoutVariant(model)))
    return { refusal: refusal('model-not-supported', { model }) }
  return {
    ...messages,
    model,
    stream: body.stream === true,
    // Told whether it was asked for or not (providers.md A4).
    includeUsage: true,
    maxTokens: numberAt(body, 'max_completion_tokens') ?? numberAt(body, 'max_tokens') ?? null,
    body,
  }
}

const unauthorised = (headers: SideRequest['headers']) => ({
  status: 401,
  body: {
    error: errorObject(401, headers.authorization ? {} : { message: 'Missing Authentication header' }),
  },
})

function fullUsage(model: string, reply: Reply) {
  const price = openRouterPrices[withoutVariant(model)]
  const { inputTokens, outputTokens, reasoningTokens } = reply.usage
  const cost = price ? (inputTokens * price.inputUsd + outputTokens * price.outputUsd) / 1e6 : 0
  return {
    ...usageOf(reply),
    cost,
    is_byok: false,
    prompt_tokens_details: { cached_tokens: 0 },
    cost_details: { upstream_inference_cost: null },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  }
}

const chunkHead = (model: string) =>
  `{"id":"${freshId('gen-')}","provider":"DeepInfra","model":${JSON.stringify(model)},"object":"chat.completion.chunk","created":${unixSeconds()},`

/** A comment comes first, and why it ended is said twice: on a chunk of its own and on the usage chunk. */
const frames: Dialect['frames'] = (request, reply) => {
  const head = chunkHead(request.model)
  const chunk: ChunkStyle['chunk'] = (delta, finish) =>
    `${head}"choices":[{"index":0,"delta":${delta},"finish_reason":${finish},"native_finish_reason":${finish},"logprobs":null}]}`
  const empty = '{"role":"assistant","content":""}'
  return chunkFrames(reply, {
    opening: [
      { kind: 'keep-alive', payload: 'OPENROUTER PROCESSING' },
      { kind: 'opening', payload: chunk(empty, 'null') },
    ],
    chunk,
    textDelta: (text) => `{"role":"assistant","content":${text}}`,
    reasoningDelta: (text) =>
      `{"role":"assistant","content":"","reasoning":${text},"reasoning_details":[{"type":"reasoning.text","text":${text},"format":"unknown","index":0}]}`,
    closing: (finish) => {
      const closing: Frame[] = [{ kind: 'finish', payload: chunk(empty, finish) }]
      if (reply.tellUsage) {
        const usage = JSON.stringify(fullUsage(request.model, reply))
        closing.push({ kind: 'usage', payload: `${chunk(empty, finish).slice(0, -1)},"usage":${usage}}` })
      }
      return closing
    },
  })
}

const whole: Dialect['whole'] = (request, reply) => ({
  id: freshId('gen-'),
  provider: 'DeepInfra',
  model: request.model,
  object: 'chat.completion',
  created: unixSeconds(),
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: joined(reply, 'text'),
        reasoning: joined(reply, 'reasoning') || null,
      },
      finish_reason: reply.finish === 'content-filter' ? 'content_filter' : reply.finish,
      native_finish_reason: reply.finish,
    },
  ],
  usage: fullUsage(request.model, reply),
})

/**
 * An error inside a 200 (providers.md A4), after which the stream is over. The variant `bare` has no `choices`,
 * `string-code` has a word instead of a number.
 */
const errorFrames: Dialect['errorFrames'] = (request, code, variant) => {
  const object = errorObject(code ?? 429)
  const error = JSON.stringify(variant === 'string-code' ? { ...object, code: 'server_error' } : object)
  const choices = '"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]'
  const payload =
    variant === 'bare' ? `{"error":${error}}` : `${chunkHead(request.model)}"error":${error},${choices}}`
  return [{ kind: 'error', payload }]
}

const keyData = {
  label: 'demo…',
  limit: null,
  limit_remaining: null,
  limit_reset: null,
  usage: 0,
  is_free_tier: false,
  is_management_key: false,
}

const listed = (model: string) => ({
  id: model,
  name: model,
  created: 1_730_000_000,
  context_length: 131_072,
  pricing: {
    prompt: String((openRouterPrices[model]?.inputUsd ?? 0) / 1e6),
    completion: String((openRouterPrices[model]?.outputUsd ?? 0) / 1e6),
  },
  top_provider: { context_length: 131_072, max_completion_tokens: 16_384, is_moderated: false },
  supported_parameters: ['max_tokens', 'temperature', 'top_p', 'stop', 'seed'],
})

function side({ method, path, headers }: SideRequest) {
  if (method === 'GET' && path === `${mount}/key`)
    return hasKey(headers, demoKeys.openrouter)
      ? jsonAnswer(200, { data: keyData })
      : refusalAnswer(unauthorised(headers))
  if (method === 'GET' && path === `${mount}/models`)
    return jsonAnswer(200, { data: knownModels.openrouter.map(listed) })
  return jsonAnswer(404, { error: errorObject(404) })
}

/** OpenRouter. */
export const openrouter: Dialect = {
  provider: 'openrouter',
  format: 'sse',
  mounts: ['/openrouter'],
  chatPath: `${mount}/chat/completions`,
  keepAlive: 'OPENROUTER PROCESSING',
  refusal,
  check,
  headers: (_request: ChatRequest) => ({
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-generation-id': freshId('gen-'),
  }),
  frames,
  whole,
  errorFrames,
  side,
}
