/**
 * What a frame is in the stream. `opening` and `keep-alive` carry no part of the reply, `finish` says why it ended,
 * `done` is the dialect's end mark, `raw` is a body that is no stream.
 */
export type FrameKind =
  | 'keep-alive'
  | 'opening'
  | 'reasoning'
  | 'text'
  | 'finish'
  | 'usage'
  | 'done'
  | 'error'
  | 'malformed'
  | 'raw'

/** One frame before it is encoded: an SSE event's data, an NDJSON line, a comment, or a whole body. */
export type Frame = {
  kind: FrameKind
  payload: string
  /** Milliseconds to wait before it. */
  waitMs?: number
  /** Only the first half of its bytes is sent. */
  half?: true
}

/** How frames become bytes. Everything but `format` is a legal oddity that clients have to bear. */
export type Framing = {
  format: 'sse' | 'ndjson'
  lineEnd: '\n' | '\r\n'
  spaceAfterColon: boolean
  severalDataLines: boolean
  byteOrderMark: boolean
  /** Cut into writes at every byte, or inside every character of several bytes. */
  cut: 'nowhere' | 'every-byte' | 'inside-characters'
}

/** `cut` ends the response cleanly but early; `reset` destroys the connection; `hang` leaves it open for ever. */
export type Ending = 'complete' | 'cut' | 'reset' | 'hang'

/** An HTTP response, planned. Faults are functions from one to another. */
export type Answer = {
  status: number
  headers: Record<string, string>
  /** Milliseconds until the status line; null is never. */
  headersAfterMs: number | null
  frames: Iterable<Frame>
  framing: Framing
  ending: Ending
}

/** The framing that a provider really sends. */
export const plainFraming = (format: Framing['format']): Framing => ({
  format,
  lineEnd: '\n',
  spaceAfterColon: true,
  severalDataLines: false,
  byteOrderMark: false,
  cut: 'nowhere',
})

/** A body that is no stream. */
export function bodyAnswer(status: number, contentType: string, body: string): Answer {
  return {
    status,
    headers: { 'content-type': contentType },
    headersAfterMs: 0,
    frames: body === '' ? [] : [{ kind: 'raw', payload: body }],
    framing: plainFraming('sse'),
    ending: 'complete',
  }
}

/** A JSON body. */
export const jsonAnswer = (status: number, body: unknown): Answer =>
  bodyAnswer(status, 'application/json; charset=utf-8', JSON.stringify(body))
