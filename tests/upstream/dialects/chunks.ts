import type { Frame } from '../answer.ts'
import type { ChatRequest } from '../chat-request.ts'
import type { FinishReason, Reply } from '../reply.ts'

/** `chat.completion.chunk` streams: what the three dialects that follow OpenAI do differently. */
export type ChunkStyle = {
  opening: Frame[]
  /** The payload of a chunk; `delta` and `finish` are JSON. */
  chunk: (delta: string, finish: string) => string
  /** The delta of a piece; `text` is JSON. */
  textDelta: (text: string) => string
  reasoningDelta: (text: string) => string
  /** The frames that say why it ended and what it used. */
  closing: (finish: string) => Frame[]
}

const finishWords = {
  stop: '"stop"',
  length: '"length"',
  'content-filter': '"content_filter"',
  none: 'null',
} as const satisfies Record<FinishReason, string>

/** Why a reply ended, as JSON in OpenAI's words. */
export const finishWord = (finish: FinishReason) => finishWords[finish]

/** The end mark of OpenAI's streams. */
export const doneFrame: Frame = { kind: 'done', payload: '[DONE]' }

/** The frames of a reply, each made when it is its turn. */
export function* chunkFrames(reply: Reply, style: ChunkStyle): Generator<Frame> {
  yield* style.opening
  for (const { kind, text } of reply.pieces) {
    const json = JSON.stringify(text)
    const delta = kind === 'text' ? style.textDelta(json) : style.reasoningDelta(json)
    yield { kind, payload: style.chunk(delta, 'null'), waitMs: reply.paceMs }
  }
  yield* style.closing(finishWord(reply.finish))
  yield doneFrame
}

/** The frames of a recording that is handed on as it is, at the reply's pace. */
export const recordedFrames = (recording: readonly Frame[], paceMs: number): Frame[] => [
  ...recording.map((frame) => ({ ...frame, waitMs: paceMs })),
  doneFrame,
]

/** Usage in OpenAI's words. */
export const usageOf = ({ usage }: Reply) => ({
  prompt_tokens: usage.inputTokens,
  completion_tokens: usage.outputTokens,
  total_tokens: usage.inputTokens + usage.outputTokens,
})

/** All text of one kind. */
export const joined = (reply: Reply, kind: 'text' | 'reasoning') => {
  let text = ''
  for (const piece of reply.pieces) if (piece.kind === kind) text += piece.text
  return text
}

let count = 0
/** An id that no other reply of this process has. */
export function freshId(prefix: string): string {
  count += 1
  return `${prefix}${Date.now().toString(16)}${count.toString(16).padStart(6, '0')}`
}

/** Unix seconds, as `created` wants them. */
export const unixSeconds = () => Math.floor(Date.now() / 1000)

/** The body of a request that asked for no stream, as OpenAI has it. */
export function wholeCompletion(idPrefix: string, request: ChatRequest, reply: Reply) {
  const reasoning = joined(reply, 'reasoning')
  return {
    id: freshId(idPrefix),
    object: 'chat.completion',
    created: unixSeconds(),
    model: request.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: joined(reply, 'text'),
          ...(reasoning && { reasoning_content: reasoning }),
        },
        logprobs: null,
        finish_reason: reply.finish === 'content-filter' ? 'content_filter' : reply.finish,
      },
    ],
    usage: usageOf(reply),
  }
}
