import { isObject, type JsonObject, objectAt, parseJson } from '../../upstream/json.ts'

/** The data of each SSE event in a whole stream, and its comments, by the WHATWG rules. */
export function readEvents(stream: string): { events: string[]; comments: string[] } {
  const events: string[] = []
  const comments: string[] = []
  let data: string[] = []
  for (const line of stream.replace(/^\uFEFF/u, '').split(/\r\n|\n|\r/u)) {
    if (line === '') {
      if (data.length > 0) events.push(data.join('\n'))
      data = []
    } else if (line.startsWith(':')) comments.push(line.slice(1).trimStart())
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /u, ''))
  }
  return { events, comments }
}

/** The lines of an NDJSON stream that are not blank. */
export const readLines = (stream: string): string[] =>
  stream
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .filter((line) => line !== '')

/** What a stream said, whichever dialect it is in. */
export type Said = {
  text: string
  reasoning: string
  finish: string | null
  usage: JsonObject | null
  /** The end mark was there. */
  done: boolean
  error: unknown
  /** Frames that are no JSON. */
  malformed: number
}

const stringOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

function take(said: Said, frame: JsonObject): void {
  said.error ??= frame.error ?? frame.errors
  const choices: unknown[] = Array.isArray(frame.choices) ? frame.choices : []
  const choice = isObject(choices[0]) ? choices[0] : {}
  const delta = isObject(frame.message) ? frame.message : objectAt(choice, 'delta')
  said.text += stringOf(delta.content)
  said.reasoning += stringOf(delta.reasoning_content ?? delta.reasoning ?? delta.thinking)
  said.finish = stringOf(choice.finish_reason ?? frame.done_reason) || said.finish
  if (isObject(frame.usage)) said.usage = frame.usage
  if (frame.eval_count !== undefined) said.usage = frame
  if (frame.done === true) said.done = true
}

/** Reads a whole stream. */
export function readStream(stream: string, format: 'sse' | 'ndjson'): Said {
  const said: Said = {
    text: '',
    reasoning: '',
    finish: null,
    usage: null,
    done: false,
    error: null,
    malformed: 0,
  }
  for (const payload of format === 'sse' ? readEvents(stream).events : readLines(stream)) {
    const frame = payload === '[DONE]' ? null : parseJson(payload)
    if (isObject(frame)) take(said, frame)
    else if (frame === null) said.done = true
    else said.malformed += 1
  }
  return said
}
