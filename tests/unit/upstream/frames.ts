import type { ReplyDelta } from '../../../lib/domain/chat.ts'
import type { ProviderName } from '../../../lib/domain/receipt.ts'

/** Frames as an upstream of a provider sends them: their JSON, without the framing. */
export type Spoken = {
  piece: (delta: ReplyDelta) => unknown
  /** The frames that end a reply, without SSE's `[DONE]`. */
  ending: (reason: string) => unknown[]
  error: (message: string) => unknown
  framing: 'sse' | 'ndjson'
}

const chatCompletions: Spoken = {
  framing: 'sse',
  piece: ({ type, text }) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    choices: [
      { index: 0, delta: type === 'text' ? { content: text } : { content: null, reasoning_content: text } },
    ],
    usage: null,
  }),
  ending: (reason) => [
    { choices: [{ index: 0, delta: {}, finish_reason: reason }] },
    { choices: [], usage: { prompt_tokens: 11, completion_tokens: 22, total_tokens: 33 } },
  ],
  error: (message) => ({ error: { message } }),
}

const ollama: Spoken = {
  framing: 'ndjson',
  piece: ({ type, text }) => ({
    model: 'm',
    created_at: '2026-11-23T00:00:00Z',
    message: {
      role: 'assistant',
      ...(type === 'text' ? { content: text } : { content: '', thinking: text }),
    },
    done: false,
  }),
  ending: (reason) => [
    {
      model: 'm',
      created_at: '2026-11-23T00:00:01Z',
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: reason,
      prompt_eval_count: 11,
      eval_count: 22,
    },
  ],
  error: (message) => ({ error: message }),
}

/** How each provider's upstream speaks. */
export const spoken: Record<ProviderName, Spoken> = {
  huggingface: chatCompletions,
  cloudflare: chatCompletions,
  openrouter: chatCompletions,
  ollama,
}

/** Frames in their plainest framing. */
export const framed = ({ framing }: Spoken, frames: readonly unknown[]): string =>
  frames
    .map((frame) => (framing === 'sse' ? `data: ${JSON.stringify(frame)}\n\n` : `${JSON.stringify(frame)}\n`))
    .join('')

/** A whole reply with its end mark. */
export function wholeReply(voice: Spoken, deltas: readonly ReplyDelta[], reason = 'stop'): string {
  const frames = framed(voice, [...deltas.map(voice.piece), ...voice.ending(reason)])
  return voice.framing === 'sse' ? `${frames}data: [DONE]\n\n` : frames
}

/** Pieces of text. */
export const texts = (...pieces: string[]): ReplyDelta[] => pieces.map((text) => ({ type: 'text', text }))
