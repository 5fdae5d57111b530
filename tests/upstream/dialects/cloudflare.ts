import { type Frame, jsonAnswer } from '../answer.ts'
import { badParameter, type ChatRequest, type Ranges, readMessages } from '../chat-request.ts'
import { type Checked, type Dialect, type House, hasKey, type SideRequest } from '../dialect.ts'
import { demoKeys } from '../environment.ts'
import { isObject, numberAt, objectAt } from '../json.ts'
import {
  type ChunkStyle,
  chunkFrames,
  freshId,
  recordedFrames,
  unixSeconds,
  usageOf,
  wholeCompletion,
} from './chunks.ts'
import { capacity, daily, envelope, refusal } from './cloudflare-refusals.ts'

const mount = '/cloudflare/ai/v1'
/** What a request without a limit gets (providers.md A1): answers end in the middle when nobody asks for more. */
const DEFAULT_MAX_TOKENS = 256

/** Ranges of the model's own schema (A1). */
const ranges: Ranges = {
  temperature: [0, 5],
  top_p: [0.001, 1],
  top_k: [1, 50],
  seed: [1, 9_999_999_999],
  repetition_penalty: [0, 2],
  frequency_penalty: [-2, 2],
  presence_penalty: [-2, 2],
  max_tokens: [1, 1_000_000],
}

function check(headers: SideRequest['headers'], body: unknown, house: House): Checked {
  if (!hasKey(headers, demoKeys.cloudflare)) return { refusal: refusal('http-401', { model: '' }) }
  const model = isObject(body) && typeof body.model === 'string' ? body.model : ''
  const messages = isObject(body) ? readMessages(body) : null
  if (!isObject(body) || !model || !messages || messages.turn === 0)
    return { refusal: refusal('http-400', { model, detail: 'model and messages are required' }) }
  const detail = badParameter(body, ranges)
  if (detail) return { refusal: refusal('http-400', { model, detail }) }
  if (!house.knows('cloudflare', model)) return { refusal: refusal('cf-5007', { model }) }
  return {
    ...messages,
    model,
    stream: body.stream === true,
    includeUsage: objectAt(body, 'stream_options').include_usage === true,
    maxTokens: numberAt(body, 'max_tokens') ?? numberAt(body, 'max_completion_tokens') ?? DEFAULT_MAX_TOKENS,
    body,
  }
}

const PADDING = 'abdefghijklmnopqrstuvwxyz'

/** `p` is padding of changing length; why it ended stands on the usage chunk (A1). */
const frames: Dialect['frames'] = (request, reply) => {
  if (reply.recording) return recordedFrames(reply.recording, reply.paceMs)
  const head = `{"id":"${freshId('id-')}","object":"chat.completion.chunk","created":${unixSeconds()},"model":${JSON.stringify(request.model)},`
  let count = 0
  const chunk: ChunkStyle['chunk'] = (delta, finish) => {
    count = (count + 7) % PADDING.length
    return `${head}"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}],"p":"${PADDING.slice(0, count)}"}`
  }
  return chunkFrames(reply, {
    opening: [{ kind: 'opening', payload: chunk('{"role":"assistant","content":""}', 'null') }],
    chunk,
    textDelta: (text) => `{"content":${text}}`,
    reasoningDelta: (text) => `{"reasoning_content":${text}}`,
    closing: (finish): Frame[] => {
      const told = request.includeUsage && reply.tellUsage ? `,"usage":${JSON.stringify(usageOf(reply))}` : ''
      const payload = `${head}"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":${finish}}]${told}}`
      return [{ kind: 'finish', payload }]
    },
  })
}

const whole: Dialect['whole'] = (request, reply) => wholeCompletion('id-', request, reply)

const inStream: Record<number, string> = {
  3036: daily[2],
  3040: capacity[2],
  3007: 'Request timeout',
  5007: 'No such model or task',
}

/** An error inside a stream is undocumented: the usual envelope, or OpenAI's object as the variant `object`. */
const errorFrames: Dialect['errorFrames'] = (_request, code, variant) => {
  const number = code ?? 3040
  const message = inStream[number] ?? 'Internal server error'
  const body = variant === 'object' ? { error: { message, code: number } } : envelope(number, message)
  return [{ kind: 'error', payload: JSON.stringify(body) }]
}

const verified = {
  result: { id: 'c0ffee00c0ffee00c0ffee00c0ffee00', status: 'active' },
  success: true,
  errors: [],
  messages: [{ code: 10_000, message: 'This API Token is valid and active', type: null }],
}

function side({ method, path, headers }: SideRequest) {
  if (path.endsWith('/client/v4/user/tokens/verify') && method === 'GET')
    return hasKey(headers, demoKeys.cloudflare)
      ? jsonAnswer(200, verified)
      : jsonAnswer(401, envelope(1000, 'Invalid API Token'))
  if (path === `${mount}/models` || path === `${mount}/chat/completions`)
    return jsonAnswer(405, envelope(7001, `${method} not supported for requested URI`))
  return jsonAnswer(
    404,
    envelope(7003, `Could not route to ${path}, perhaps your object identifier is invalid?`),
  )
}

/** Cloudflare Workers AI's endpoint in OpenAI's protocol. */
export const cloudflare: Dialect = {
  provider: 'cloudflare',
  format: 'sse',
  mounts: ['/cloudflare', '/client/v4'],
  chatPath: `${mount}/chat/completions`,
  keepAlive: '',
  refusal,
  check,
  headers: (_request: ChatRequest) => ({
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'cf-ray': freshId(''),
  }),
  frames,
  whole,
  errorFrames,
  side,
}
