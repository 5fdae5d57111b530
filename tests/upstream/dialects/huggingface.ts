import { bodyAnswer, type Frame, jsonAnswer } from '../answer.ts'
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
import { isObject, numberAt, objectAt } from '../json.ts'
import { knownModels } from '../models.ts'
import {
  type ChunkStyle,
  chunkFrames,
  freshId,
  recordedFrames,
  unixSeconds,
  usageOf,
  wholeCompletion,
} from './chunks.ts'
import { huggingFaceRefusals } from './huggingface-refusals.ts'

const mount = '/huggingface/v1'

/** providers.md A2; the names of text generation, which the router lacks, are refused where a server behind it would (A3). */
const ranges: Ranges = {
  temperature: [0, 2],
  top_p: [0.000_001, 1],
  max_tokens: [1, 1_000_000],
  max_completion_tokens: [1, 1_000_000],
  frequency_penalty: [-2, 2],
  presence_penalty: [-2, 2],
  seed: [0, Number.MAX_SAFE_INTEGER],
  repetition_penalty: [0.000_001, 100],
  typical_p: [0.000_001, 0.999_999],
  truncate: [1, 1_000_000],
}

const refusal = refusalIn(huggingFaceRefusals)

function check(headers: SideRequest['headers'], body: unknown, house: House): Checked {
  if (!hasKey(headers, demoKeys.huggingface)) return { refusal: refusal('http-401', { model: '' }) }
  const model = isObject(body) && typeof body.model === 'string' ? body.model : ''
  const messages = isObject(body) ? readMessages(body) : null
  if (!isObject(body) || !model || !messages || messages.turn === 0)
    return { refusal: refusal('http-400', { model, detail: 'model and messages are required' }) }
  const detail = badParameter(body, ranges)
  if (detail) return { refusal: refusal('http-422', { model, detail }) }
  // A suffix chooses the provider behind the router: `:fastest`, `:groq`.
  if (!house.knows('huggingface', model.replace(/:[\w-]+$/u, '')))
    return { refusal: refusal('model-not-supported', { model }) }
  return {
    ...messages,
    model,
    stream: body.stream === true,
    includeUsage: objectAt(body, 'stream_options').include_usage === true,
    maxTokens: numberAt(body, 'max_completion_tokens') ?? numberAt(body, 'max_tokens') ?? null,
    body,
  }
}

const frames: Dialect['frames'] = (request, reply) => {
  if (reply.recording) return recordedFrames(reply.recording, reply.paceMs)
  const head = `{"id":"${freshId('chatcmpl-')}","object":"chat.completion.chunk","created":${unixSeconds()},"model":${JSON.stringify(request.model)},"system_fingerprint":"demo",`
  const chunk: ChunkStyle['chunk'] = (delta, finish) =>
    `${head}"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}]}`
  return chunkFrames(reply, {
    opening: [{ kind: 'opening', payload: chunk('{"role":"assistant","content":""}', 'null') }],
    chunk,
    textDelta: (text) => `{"content":${text}}`,
    reasoningDelta: (text) => `{"content":null,"reasoning_content":${text}}`,
    closing: (finish) => {
      const closing: Frame[] = [{ kind: 'finish', payload: chunk('{}', finish) }]
      if (request.includeUsage && reply.tellUsage)
        closing.push({
          kind: 'usage',
          payload: `${head}"choices":[],"usage":${JSON.stringify(usageOf(reply))}}`,
        })
      return closing
    },
  })
}

const whole: Dialect['whole'] = (request, reply) => wholeCompletion('chatcmpl-', request, reply)

const errorTypes: Record<number, readonly [type: string, message: string]> = {
  422: ['validation', 'Input validation error: `inputs` must have less than 7691 tokens. Given: 8000'],
  424: ['generation', 'Request failed during generation: Server error: CUDA out of memory'],
  429: ['overloaded', 'Model is overloaded'],
  500: ['incomplete_generation', 'Incomplete generation'],
}

/** The serving engine's chat route sends an object and its end mark, its generate route a string and nothing more (A3). */
const errorFrames: Dialect['errorFrames'] = (_request, code, variant) => {
  const status = code ?? 429
  const [type, message] = errorTypes[status] ?? ['generation', `Request failed with ${status}`]
  if (variant === 'string')
    return [{ kind: 'error', payload: JSON.stringify({ error: message, error_type: type }) }]
  const error = { error: { message, http_status_code: status } }
  return [
    { kind: 'error', payload: JSON.stringify(error) },
    { kind: 'done', payload: '[DONE]' },
  ]
}

const listed = (model: string) => ({
  id: model,
  object: 'model',
  created: 1_730_000_000,
  owned_by: model.split('/')[0],
  providers: [{ provider: 'featherless-ai', status: 'live', context_length: 32_768, supports_tools: false }],
})

function side({ method, path }: SideRequest) {
  if (method !== 'GET') return bodyAnswer(404, 'text/plain; charset=utf-8', 'Not Found')
  if (path === `${mount}/models`)
    return jsonAnswer(200, { object: 'list', data: knownModels.huggingface.map(listed) })
  const model = knownModels.huggingface.find((id) => path === `${mount}/models/${id}`)
  return model
    ? jsonAnswer(200, { object: 'model', data: listed(model) })
    : refusalAnswer(refusal('http-404', { model: '' }))
}

/** Hugging Face's router: OpenAI's chunks as the provider behind it sends them. */
export const huggingface: Dialect = {
  provider: 'huggingface',
  format: 'sse',
  mounts: ['/huggingface'],
  chatPath: `${mount}/chat/completions`,
  keepAlive: '',
  refusal,
  check,
  headers: (_request: ChatRequest) => ({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-inference-provider': 'featherless-ai',
    'x-request-id': freshId('Root=1-'),
  }),
  frames,
  whole,
  errorFrames,
  side,
}
