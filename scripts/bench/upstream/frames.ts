import { readFileSync } from 'node:fs'

/** What every caller asks the benchmark's upstream for, as the text of its question. */
export type Order = {
  tokens: number
  /** Milliseconds between two tokens; 0: all at once, in one write. */
  gapMs: number
  /** Paced streams name themselves in every token, so that a mixed-up one is seen. */
  stream: number
}

/** The question that orders a reply. */
export const questionFor = ({ tokens, gapMs, stream }: Order): string =>
  `bench tokens=${tokens} gap=${gapMs} stream=${stream}`

/** The order in a request's body, wherever it stands there. */
export function orderIn(body: string): Order {
  const [, tokens, gapMs, stream] = /bench tokens=(\d+) gap=(\d+) stream=(\d+)/u.exec(body) ?? []
  return { tokens: Number(tokens ?? 1), gapMs: Number(gapMs ?? 0), stream: Number(stream ?? 0) }
}

/** The texts of a recorded reply of OpenAI, token by token: prose and Markdown as models write it. */
function recordedTokens(): string[] {
  const file = new URL('../../../tests/recordings/openai-text.chunks.txt', import.meta.url)
  const contents = readFileSync(file, 'utf8').matchAll(/"delta":\{"content":("(?:[^"\\]|\\.)*")/gu)
  return [...contents].map(([, text = '""']): string => JSON.parse(text)).filter(Boolean)
}

const recorded = recordedTokens()

/** The tokens of a reply that is sent at once: the recording, from its start again where it is shorter. */
export const tokensAtOnce = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => recorded[index % recorded.length] ?? ' ')

const chunk = (delta: object, finishReason: string | null) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-bench0000000000000000000000',
    object: 'chat.completion.chunk',
    created: 1_770_933_892,
    model: 'bench',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
  })}\n\n`

const usage = (tokens: number) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-bench0000000000000000000000',
    object: 'chat.completion.chunk',
    created: 1_770_933_892,
    model: 'bench',
    choices: [],
    usage: { prompt_tokens: 12, completion_tokens: tokens, total_tokens: 12 + tokens },
  })}\n\n`

/** The first frame, which names the role alone, as OpenAI's does. */
export const opening = chunk({ role: 'assistant', content: '' }, null)
/** A frame with one token. */
export const tokenFrame = (text: string): string => chunk({ content: text }, null)
/** What ends a reply: finish reason, usage, end mark. */
export const closing = (tokens: number): string => `${chunk({}, 'stop')}${usage(tokens)}data: [DONE]\n\n`

const whole = new Map<number, Buffer>()

/** All frames of a reply that is sent at once. */
export function framesAtOnce(tokens: number): Buffer {
  let frames = whole.get(tokens)
  if (!frames) {
    frames = Buffer.from(opening + tokensAtOnce(tokens).map(tokenFrame).join('') + closing(tokens))
    whole.set(tokens, frames)
  }
  return frames
}

/** The instant on the clock that all processes of a machine share, in microseconds. */
export const nowUs = (): number => Math.round((performance.timeOrigin + performance.now()) * 1000)

/** A token of a paced stream: whose, the how-manieth, and when it was sent (µs, base 36). */
export const pacedToken = (stream: number, index: number): string =>
  ` ${stream}.${index}@${nowUs().toString(36)};`
