import type { Frame, Framing } from './answer.ts'

/** Cuts a JSON object into two lines at a place where a line end is white space: behind its opening brace. */
const asTwoDataLines = (payload: string, data: string, lineEnd: string) =>
  payload.startsWith('{') ? `${data}{${lineEnd}${data}${payload.slice(1)}` : `${data}${payload}`

/** The text of one frame on the wire. */
export function encodeFrame(frame: Frame, framing: Framing): string {
  const { lineEnd } = framing
  if (frame.kind === 'raw') return frame.payload
  let text: string
  if (framing.format === 'ndjson') text = frame.kind === 'keep-alive' ? lineEnd : frame.payload + lineEnd
  else if (frame.kind === 'keep-alive') text = `:${frame.payload && ` ${frame.payload}`}${lineEnd}${lineEnd}`
  else {
    const data = framing.spaceAfterColon ? 'data: ' : 'data:'
    text = framing.severalDataLines
      ? asTwoDataLines(frame.payload, data, lineEnd) + lineEnd + lineEnd
      : data + frame.payload + lineEnd + lineEnd
  }
  return frame.half ? text.slice(0, Math.ceil(text.length / 2)) : text
}

const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80

/** The writes that an encoded text is cut into. */
export function cutIntoWrites(text: string, cut: Framing['cut']): (string | Buffer)[] {
  if (cut === 'nowhere') return [text]
  const bytes = Buffer.from(text)
  const writes: Buffer[] = []
  let start = 0
  for (let at = 1; at < bytes.length; at += 1) {
    if (cut === 'inside-characters' && !isContinuation(bytes[at])) continue
    writes.push(bytes.subarray(start, at))
    start = at
  }
  writes.push(bytes.subarray(start))
  return writes
}
