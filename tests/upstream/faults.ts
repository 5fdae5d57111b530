import type { Answer, Framing } from './answer.ts'
import { refusalNames } from './dialect.ts'
import type { Fault, FaultArguments, FaultPlace } from './faults/fault.ts'
import { errorWith200, pageWith200, refusalFault } from './faults/refusals.ts'
import * as replies from './faults/replies.ts'
import * as streams from './faults/streams.ts'
import { type Reply, usageOfPieces } from './reply.ts'

const framing =
  (change: Partial<Framing>) =>
  (answer: Answer): Answer => ({
    ...answer,
    framing: { ...answer.framing, ...change },
  })

const ownFaults: Record<string, Fault> = {
  'html-200': {
    description: 'Status 200 with an HTML page, as a captive portal sends it.',
    answer: pageWith200,
  },
  'empty-200': {
    description: 'Status 200, the right content type, and no byte of a body.',
    answer: (answer) => ({ ...answer, frames: [] }),
  },
  'json-200': {
    takes: '[STATUS]',
    description: 'Status 200 with nothing but the JSON of an error.',
    answer: errorWith200,
  },
  'wrong-content-type': {
    description: 'The right stream under the content type application/octet-stream.',
    answer: (answer) => ({
      ...answer,
      headers: { ...answer.headers, 'content-type': 'application/octet-stream' },
    }),
  },
  'error-first-frame': {
    takes: '[CODE] [bare|string-code|string|object]',
    description: 'Status 200, and the first frame is an error.',
    answer: streams.errorFirst,
  },
  'error-after': {
    takes: '[N] [CODE] [bare|string-code|string|object]',
    description:
      'An error in the stream after N pieces (OpenRouter: `bare` without choices; Hugging Face: `string`).',
    answer: streams.errorAfter,
  },
  'cut-after': {
    takes: '[N]',
    description: 'Ends cleanly after N pieces, without an end mark.',
    answer: streams.cutAfter,
  },
  'reset-after': {
    takes: '[N]',
    description: 'Destroys the connection in the middle of the piece after the first N.',
    answer: streams.resetAfter,
  },
  'reset-before': {
    description: 'Destroys the connection before any header.',
    answer: (answer) => ({ ...answer, headersAfterMs: null, ending: 'reset' }),
  },
  'malformed-after': {
    takes: '[N]',
    description: 'Sends a line of broken JSON instead of the piece after the first N, and goes on.',
    answer: streams.malformedAfter,
  },
  'silence-before': {
    description: 'Takes the request and never answers.',
    answer: (answer) => ({ ...answer, headersAfterMs: null, ending: 'hang' }),
  },
  'silence-after-headers': {
    description: 'Sends the headers and nothing more.',
    answer: (answer) => ({ ...answer, frames: [], ending: 'hang' }),
  },
  'silence-after': {
    takes: '[N]',
    description: 'Falls silent after N pieces.',
    answer: streams.silenceAfter,
  },
  'keep-alive-only': {
    takes: '[MS]',
    description: 'Sends keep-alives for ever and nothing else.',
    answer: streams.keepAliveOnly,
  },
  endless: { takes: '[MS]', description: 'Repeats the reply without end.', answer: streams.endless },
  comments: { description: 'Puts a keep-alive before every frame (harmless).', answer: streams.comments },
  crlf: { description: 'Ends lines with CR LF (harmless).', answer: framing({ lineEnd: '\r\n' }) },
  'no-space': {
    description: 'Leaves out the space behind `data:` (harmless; nothing to leave out at Ollama).',
    answer: framing({ spaceAfterColon: false }),
  },
  'multi-data': {
    description: 'Spreads each event over two `data:` lines (harmless; not possible at Ollama).',
    answer: framing({ severalDataLines: true }),
  },
  bom: { description: 'Begins with a byte order mark (harmless).', answer: framing({ byteOrderMark: true }) },
  'byte-by-byte': {
    description: 'Sends every byte as a chunk of its own (harmless).',
    answer: framing({ cut: 'every-byte' }),
  },
  'split-utf8': {
    description:
      'Cuts its chunks inside characters of several bytes, and adds some where there are none (harmless).',
    reply: replies.withWideCharacters,
    answer: framing({ cut: 'inside-characters' }),
  },
  'huge-frame': { takes: '[MIB]', description: 'Has one frame of so many MiB.', reply: replies.hugeFrame },
  'no-done': {
    description:
      'Leaves out the end mark: `[DONE]` (harmless, the finish reason was there), or Ollama’s last line (a cut).',
    answer: streams.withoutDone,
  },
  'no-finish-reason': {
    description: 'Ends with its end mark but never says why.',
    reply: (reply) => ({ ...reply, finish: 'none', recording: null }),
  },
  'usage-missing': { description: 'Never says what it used.', reply: replies.withoutUsage },
  'slow-headers': {
    takes: '[MS]',
    description: 'Sends the headers late.',
    answer: (answer, { numbers }) => ({ ...answer, headersAfterMs: numbers[0] ?? 3000 }),
  },
  'finish-length': {
    takes: '[N]',
    description: 'Stops, after N pieces if a number is given, because the token budget is used up.',
    reply: replies.finishLength,
  },
  'content-filter': {
    description: 'Stops half way because of a content filter (Ollama has none and just stops).',
    reply: replies.contentFilter,
  },
  'empty-reply': {
    description: 'A faultless stream without a word in it.',
    reply: (reply) => ({ ...reply, pieces: [] }),
  },
  'think-unclosed': {
    takes: '[N] [field|tags|tagless|split-tags]',
    description: 'Thinks until the token budget is used up, and never says a word.',
    reply: replies.thinkUnclosed,
  },
  'number-content': {
    description: 'Sends digits as bare JSON numbers, as Cloudflare has been seen to do.',
    reply: replies.withDigits,
    answer: streams.numbersForText,
  },
  'double-end': {
    description: 'Says twice that it is over, as Cloudflare has been seen to do.',
    answer: streams.doubleEnd,
  },
}

/** Every fault by its name. */
export const faults: ReadonlyMap<string, Fault> = new Map([
  ...refusalNames.map((name) => [name, refusalFault(name)] as const),
  ...Object.entries(ownFaults),
])

/** A fault that was asked for, with what stood behind its name. */
export type FaultCall = FaultArguments & { fault: Fault; written: string }

/** Reads `cut-after 12`; null when there is no such fault. */
export function readFault(written: string): FaultCall | null {
  const [name = '', ...given] = written.trim().split(/\s+/u)
  const fault = faults.get(name)
  if (!fault) return null
  const isNumber = (word: string) => /^\d+$/u.test(word)
  return {
    fault,
    written: written.trim(),
    numbers: given.filter(isNumber).map(Number),
    words: given.filter((word) => !isNumber(word)),
  }
}

function afterFault(reply: Reply, call: FaultCall): Reply {
  const changed = call.fault.reply?.(reply, call)
  if (!changed || changed.pieces === reply.pieces) return changed ?? reply
  return { ...changed, recording: null, usage: usageOfPieces(reply.usage.inputTokens, changed.pieces) }
}

/** The reply that the faults leave. */
export const faultyReply = (reply: Reply, calls: readonly FaultCall[]): Reply =>
  calls.reduce(afterFault, reply)

/** The answer that the faults leave. */
export const faultyAnswer = (answer: Answer, calls: readonly FaultCall[], place: FaultPlace): Answer =>
  calls.reduce((left, call) => call.fault.answer?.(left, call, place) ?? left, answer)
