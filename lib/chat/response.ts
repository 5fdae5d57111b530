import type { GenerationId } from '../domain/ids.ts'
import type { Cursor } from './cursor.ts'
import type { LiveReply } from './live-reply.ts'
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

function headersFor(reply: LiveReply, generationId: GenerationId, contentType: string): Headers {
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

/** A timer's promise that can be taken back. */
function pause(ms: number): { over: Promise<'over'>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<'over'>((resolve) => {
    timer = setTimeout(() => resolve('over'), ms)
  })
  return { over, cancel: () => clearTimeout(timer) }
}

/** The reply as UI message stream; pulled by the reader, so nothing is queued for one that reads slowly. */
export function uiStreamResponse(options: ReplyResponse): Response {
  const { reply, head, stored } = options
  const events = new UiStreamEncoder({ head, withIds: stored, after: options.after })
  let left = false
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // Headers leave with the first byte, and behind a cursor there may be nothing to say for a while.
        if (options.after) controller.enqueue(encoder.encode(': resumed\n\n'))
      },
      async pull(controller) {
        while (!left) {
          const text = events.take(reply)
          if (text !== '') controller.enqueue(encoder.encode(text))
          if (events.ended) return controller.close()
          if (text !== '') return
          const silence = pause(KEEP_ALIVE_MS)
          const woken = await Promise.race([reply.changed(), silence.over])
          silence.cancel()
          if (woken === 'over' && !left) return controller.enqueue(encoder.encode(': keep-alive\n\n'))
        }
      },
      cancel() {
        left = true
        if (!reply.end) options.onLeave?.()
      },
    },
    { highWaterMark: 0 },
  )
  const headers = headersFor(reply, head.generationId, 'text/event-stream')
  headers.set('x-vercel-ai-ui-message-stream', 'v1')
  return new Response(body, { headers })
}

/** The reply's text alone; a failure after the first byte breaks the connection off instead of ending it cleanly. */
export function textResponse(options: ReplyResponse): Response {
  const { reply, head } = options
  const seen = options.after?.position ?? 0
  let next = 0
  let left = false
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (!left) {
          let text = ''
          let piece = reply.pieces[next]
          while (piece && text.length < MOST_CHUNK_CHARACTERS) {
            const begin = piece.end - piece.text.length
            if (piece.type === 'text') text += piece.text.slice(Math.max(0, seen - begin))
            next += 1
            piece = reply.pieces[next]
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
  return new Response(body, { headers: headersFor(reply, head.generationId, 'text/plain; charset=utf-8') })
}

/** Whether a caller wants the text alone: `Accept` lists text/plain and not text/event-stream. */
export function wantsText(accept: string | null): boolean {
  const types = (accept ?? '').split(',').map((type) => type.split(';')[0]?.trim().toLowerCase())
  return types.includes('text/plain') && !types.includes('text/event-stream')
}
