import type { GenerationId } from '../domain/ids.ts'
import type { Cursor } from './cursor.ts'
import type { LiveReply } from './live-reply.ts'
import { RunReader } from './run-reader.ts'
import { type StreamHead, UiStreamEncoder } from './ui-stream.ts'

/** Silence longer than this is filled with an SSE comment, so that proxies do not cut the connection. */
export const KEEP_ALIVE_MS = 15_000

type ReplyResponse = {
  reply: LiveReply
  head: StreamHead
  /** The reply is stored, so every event has an id and a reader that leaves does not matter. */
  stored: boolean
  after?: Cursor
  /** Called once when the reader leaves before the end. */
  onLeave?: () => void
}

const encoder = new TextEncoder()

/** One chunk of plain text has about so many characters at most: what is in flight to a slow reader is bounded. */
const MOST_CHUNK_CHARACTERS = 64 * 1024

/** The headers that a reply is answered with. */
export function replyHeaders(reply: LiveReply, generationId: GenerationId, contentType: string): Headers {
  const headers = new Headers({
    'content-type': contentType,
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-neptun-generation-id': generationId,
  })
  if (reply.servedBy) {
    headers.set('x-neptun-provider', reply.servedBy.provider)
    headers.set('x-neptun-upstream-model', reply.servedBy.upstreamModel)
  }
  return headers
}

type EventStream = {
  reply: LiveReply
  /** What the reply has for this reader since the last call, as SSE text. */
  events: { take(reply: LiveReply): string; readonly ended: boolean }
  /** Sent before anything else. */
  opening?: string
  /** Called once when the reader leaves before the end. */
  onLeave?: () => void
}

/**
 * The body of an answer in server-sent events; pulled by the reader, so nothing is queued for one that reads slowly, and
 * what has come meanwhile is one chunk.
 */
export function eventStream({ reply, events, opening, onLeave }: EventStream): ReadableStream<Uint8Array> {
  let left = false
  let silent = false
  let wake: () => void = () => undefined
  // One timer for all of the stream: making one for every wait would cost more than the wait.
  const silence = setTimeout(() => {
    silent = true
    wake()
  }, KEEP_ALIVE_MS)
  const changed = () =>
    new Promise<void>((resolve) => {
      wake = resolve
      silence.refresh()
      reply.whenChanged(resolve)
    })
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (opening !== undefined) controller.enqueue(encoder.encode(opening))
      },
      async pull(controller) {
        while (!left) {
          const text = events.take(reply)
          if (text !== '') controller.enqueue(encoder.encode(text))
          if (events.ended) {
            clearTimeout(silence)
            return controller.close()
          }
          if (text !== '') return
          silent = false
          await changed()
          if (silent && !left) return controller.enqueue(encoder.encode(': keep-alive\n\n'))
        }
      },
      cancel() {
        left = true
        clearTimeout(silence)
        wake()
        if (!reply.end) onLeave?.()
      },
    },
    { highWaterMark: 0 },
  )
}

/** The reply as UI message stream. */
export function uiStreamResponse(options: ReplyResponse): Response {
  const { reply, head, stored, after, onLeave } = options
  const events = new UiStreamEncoder({ head, withIds: stored, after })
  // Headers leave with the first byte, and behind a cursor there may be nothing to say for a while.
  const opening = after ? ': resumed\n\n' : undefined
  const headers = replyHeaders(reply, head.generationId, 'text/event-stream')
  headers.set('x-vercel-ai-ui-message-stream', 'v1')
  return new Response(eventStream({ reply, events, opening, onLeave }), { headers })
}

/** The reply's text alone; a failure after the first byte breaks the connection off instead of ending it cleanly. */
export function textResponse(options: ReplyResponse): Response {
  const { reply, head } = options
  const seen = options.after?.position ?? 0
  const reader = new RunReader()
  let position = 0
  let left = false
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (!left) {
          let text = ''
          while (text.length < MOST_CHUNK_CHARACTERS) {
            const run = reader.next(reply)
            if (!run) break
            if (run.type === 'text') text += run.text.slice(Math.max(0, seen - position))
            position += run.text.length
          }
          if (text !== '') return controller.enqueue(encoder.encode(text))
          if (reply.end) {
            const broken = reply.end.status === 'failed' || reply.end.status === 'interrupted'
            return broken ? controller.error(new Error('The reply broke off')) : controller.close()
          }
          await reply.changed()
        }
      },
      cancel() {
        left = true
        if (!reply.end) options.onLeave?.()
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: replyHeaders(reply, head.generationId, 'text/plain; charset=utf-8') })
}

/** Whether a caller wants the text alone: `Accept` lists text/plain and not text/event-stream. */
export function wantsText(accept: string | null): boolean {
  const types = (accept ?? '').split(',').map((type) => type.split(';')[0]?.trim().toLowerCase())
  return types.includes('text/plain') && !types.includes('text/event-stream')
}
