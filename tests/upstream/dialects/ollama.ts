import { bodyAnswer, type Frame, jsonAnswer } from '../answer.ts'
import { badParameter, type ChatRequest, type Ranges, readMessages } from '../chat-request.ts'
import { type Checked, type Dialect, type House, refusalIn, type SideRequest } from '../dialect.ts'
import { isObject, numberAt, objectAt } from '../json.ts'
import { knownModels } from '../models.ts'
import type { Reply } from '../reply.ts'
import { joined } from './chunks.ts'
import { busy, ollamaRefusals } from './ollama-refusals.ts'

const mount = '/ollama'

/** Numbers of any size are taken; what is no number is refused. */
const anyNumber = [-Number.MAX_VALUE, Number.MAX_VALUE] as const
const optionRanges: Ranges = Object.fromEntries(
  [
    'num_ctx',
    'num_predict',
    'temperature',
    'top_k',
    'top_p',
    'min_p',
    'typical_p',
    'repeat_penalty',
    'repeat_last_n',
    'seed',
    'presence_penalty',
    'frequency_penalty',
  ].map((name) => [name, anyNumber]),
)

const refusal = refusalIn(ollamaRefusals)

const DEFAULT_KEEP_ALIVE_MS = 5 * 60_000
const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `keep_alive` in milliseconds: a number of seconds or a Go duration; negative is for ever. */
function keepAliveMs(value: unknown): number {
  if (typeof value === 'number') return value < 0 ? Number.POSITIVE_INFINITY : value * 1000
  const [, sign, amount, unit = ''] =
    /^(-?)(\d+)(ms|s|m|h)$/u.exec(typeof value === 'string' ? value : '') ?? []
  if (!amount) return DEFAULT_KEEP_ALIVE_MS
  return sign ? Number.POSITIVE_INFINITY : Number(amount) * (unitMs[unit] ?? 0)
}

function check(_headers: SideRequest['headers'], body: unknown, house: House): Checked {
  const model = isObject(body) && typeof body.model === 'string' ? body.model : ''
  const messages = isObject(body) ? readMessages({ messages: [], ...body }) : null
  if (!isObject(body) || !messages)
    return { refusal: refusal('http-400', { model, detail: 'invalid request body' }) }
  if (!model) return { refusal: refusal('http-400', { model, detail: 'model is required' }) }
  if (!house.knows('ollama', model)) return { refusal: refusal('model-not-supported', { model }) }
  if (body.think === true)
    return { refusal: refusal('http-400', { model, detail: `"${model}" does not support thinking` }) }
  const options = objectAt(body, 'options')
  const detail = badParameter(options, optionRanges)
  if (detail) return { refusal: refusal('http-400', { model, detail }) }
  house.loadedUntil.set(model, Date.now() + keepAliveMs(body.keep_alive))
  const limit = numberAt(options, 'num_predict') ?? -1
  return {
    ...messages,
    model,
    stream: body.stream !== false,
    includeUsage: true,
    maxTokens: limit < 0 ? null : limit,
    body,
  }
}

/** RFC 3339 with nanoseconds, as Go prints it. */
const goTime = (ms: number) => new Date(ms).toISOString().replace('Z', '456789Z')
const inNanoseconds = (ms: number) => Math.round(ms * 1e6)

/** The figures of the last line, from the text and the pace. */
function figures(request: ChatRequest, reply: Reply) {
  const promptMs = request.promptCharacters / 10 + 1
  const evalMs = (reply.paceMs || 1) * reply.pieces.length + 1
  return {
    total_duration: inNanoseconds(promptMs + evalMs + 2),
    load_duration: inNanoseconds(1.334_875),
    prompt_eval_count: reply.usage.inputTokens,
    prompt_eval_duration: inNanoseconds(promptMs),
    eval_count: reply.usage.outputTokens,
    eval_duration: inNanoseconds(evalMs),
  }
}

/** Ollama has no word for a content filter: such a reply just stops. */
const doneReasonOf = (reply: Reply) => (reply.finish === 'content-filter' ? 'stop' : reply.finish)

function lastLine(request: ChatRequest, reply: Reply, content: string) {
  const preload = request.turn === 0
  return {
    model: request.model,
    created_at: goTime(Date.now()),
    message: { role: 'assistant', content },
    done: true,
    ...(preload ? { done_reason: 'load' } : reply.finish !== 'none' && { done_reason: doneReasonOf(reply) }),
    ...(!preload && reply.tellUsage && figures(request, reply)),
  }
}

function* frames(request: ChatRequest, reply: Reply): Generator<Frame> {
  const model = JSON.stringify(request.model)
  let head = ''
  let headMs = 0
  if (request.turn > 0)
    for (const { kind, text } of reply.pieces) {
      const nowMs = Date.now()
      if (nowMs !== headMs) {
        headMs = nowMs
        head = `{"model":${model},"created_at":"${goTime(nowMs)}","message":{"role":"assistant",`
      }
      const json = JSON.stringify(text)
      const message = kind === 'text' ? `"content":${json}` : `"content":"","thinking":${json}`
      yield { kind, payload: `${head}${message}},"done":false}`, waitMs: reply.paceMs }
    }
  yield { kind: 'done', payload: JSON.stringify(lastLine(request, reply, '')) }
}

/** A line `{"error"}` ends the stream; the code chooses the words, for there is no number in it. */
const errorFrames: Dialect['errorFrames'] = (_request, code) => {
  const error = code === 503 ? busy : 'an error was encountered while running the model'
  return [{ kind: 'error', payload: JSON.stringify({ error }) }]
}

const details = {
  parent_model: '',
  format: 'gguf',
  family: 'rwkv6',
  families: ['rwkv6'],
  parameter_size: '1.6B',
  quantization_level: 'Q4_K_M',
}
const listed = (model: string) => ({
  name: model,
  model,
  modified_at: '2026-11-01T09:00:00.123456789Z',
  size: 1_103_000_000,
  digest: 'd3m0'.padEnd(64, '0'),
  details,
})

function side({ method, path }: SideRequest, house: House) {
  if (method !== 'GET' && method !== 'HEAD') return bodyAnswer(405, 'text/plain', '405 method not allowed')
  if (path === mount || path === `${mount}/`)
    return bodyAnswer(200, 'text/plain; charset=utf-8', 'Ollama is running')
  if (path === `${mount}/api/version`) return jsonAnswer(200, { version: '0.13.5' })
  if (path === `${mount}/api/tags`) return jsonAnswer(200, { models: knownModels.ollama.map(listed) })
  if (path === `${mount}/api/ps`) {
    const models = [...house.loadedUntil]
      .filter(([, untilMs]) => untilMs > Date.now())
      .map(([model, untilMs]) => ({
        ...listed(model),
        expires_at: goTime(Math.min(untilMs, Date.UTC(2318, 0, 1))),
        size_vram: 1_103_000_000,
        context_length: 4096,
      }))
    return jsonAnswer(200, { models })
  }
  return bodyAnswer(404, 'text/plain', '404 page not found')
}

/** Ollama's native protocol. */
export const ollama: Dialect = {
  provider: 'ollama',
  format: 'ndjson',
  mounts: [mount],
  chatPath: `${mount}/api/chat`,
  keepAlive: '',
  refusal,
  check,
  headers: (_request: ChatRequest) => ({ 'content-type': 'application/x-ndjson' }),
  frames,
  whole: (request, reply) => lastLine(request, reply, request.turn === 0 ? '' : joined(reply, 'text')),
  errorFrames,
  side,
}
