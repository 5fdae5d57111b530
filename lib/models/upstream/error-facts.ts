import { isObject, type JsonObject, parseJson } from './json.ts'
import { retryAfterOf, secondsToMs } from './retry-after.ts'

/** What an error body says, whatever its shape. Read, classified and dropped: it may quote a person's words. */
export type ErrorFacts = {
  /** The HTTP status that the body itself names. */
  status: number | null
  /** Typed names and numbers of the error in lower case, the most telling first. */
  codes: readonly string[]
  /** Its sentences in lower case, to recognise phrases in. */
  text: string
  /** It names reasons for which content was refused. */
  refusesContent: boolean
  retryAfterMs: number | null
}

/**
 * Outer to inner; what is deepest is read first, for a router's own words stand around a provider's. OpenRouter's
 * `availability` names the very reason where its `metadata` only repeats the kind of the status.
 */
const nestedKeys = ['error', 'errors', 'detail', 'availability', 'metadata'] as const
const codeKeys = ['code', 'error_type', 'type', 'status', 'http_status_code', 'status_code'] as const
const sentenceKeys = ['message', 'msg', 'title'] as const
const waitKeys = ['retry_after', 'estimated_time'] as const
const MOST_DEPTH = 5
const MOST_SIBLINGS = 8
const MOST_TEXT = 2000

class Gathered {
  status: number | null = null
  readonly codes: string[] = []
  text = ''
  refusesContent = false
  retryAfterMs: number | null = null

  sentence(text: string): void {
    if (this.text.length < MOST_TEXT) this.text += `${text.slice(0, MOST_TEXT).toLowerCase()}\n`
    // Cloudflare also writes its numbers in front of the sentence: `AiError: 3040: Capacity …`.
    const number = /^(?:\w+: )?(\d{4,5}): /u.exec(text)?.[1]
    if (number) this.codes.push(number)
  }

  code(value: unknown): void {
    if (typeof value !== 'string' && typeof value !== 'number') return
    const code = String(value).trim().toLowerCase()
    if (/^[45]\d\d$/u.test(code)) this.status ??= Number(code)
    else if (code !== '') this.codes.push(code)
  }

  value(value: unknown, depth: number): void {
    if (depth > MOST_DEPTH) return
    if (typeof value === 'string') this.sentence(value)
    else if (Array.isArray(value))
      for (const item of value.slice(0, MOST_SIBLINGS)) this.value(item, depth + 1)
    else if (isObject(value)) this.object(value, depth)
  }

  object(object: JsonObject, depth: number): void {
    for (const key of nestedKeys) this.value(object[key], depth + 1)
    for (const key of codeKeys) this.code(object[key])
    for (const key of sentenceKeys) {
      const sentence = object[key]
      if (typeof sentence === 'string') this.sentence(sentence)
    }
    for (const key of waitKeys) this.retryAfterMs ??= secondsToMs(object[key])
    // OpenRouter repeats the headers of its own limit in the body, for an error inside a 200 has no headers.
    if (isObject(object.headers))
      this.retryAfterMs ??= retryAfterOf(lowerCased(object.headers), true, Date.now())
    if (Array.isArray(object.reasons) || typeof object.flagged_input === 'string') this.refusesContent = true
  }
}

function lowerCased(headers: JsonObject): Record<string, string> {
  const strings: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (typeof value === 'string' || typeof value === 'number') strings[name.toLowerCase()] = String(value)
  return strings
}

/** Facts of a parsed error body or frame, in any of the shapes of providers.md A. Never throws. */
export function errorFactsOf(body: unknown): ErrorFacts {
  const gathered = new Gathered()
  gathered.value(body, 0)
  return gathered
}

/** Facts of an error body as text: JSON of any shape, a plain sentence, a page of HTML or nothing. */
export function errorFactsOfText(text: string): ErrorFacts {
  const parsed = parseJson(text)
  if (parsed !== undefined) return errorFactsOf(parsed)
  // A page is a proxy's; its words tell nothing about the provider.
  return errorFactsOf(/^\s*</u.test(text) ? null : text)
}

/** Whether a frame or body reports an error at all. */
export function reportsError(frame: JsonObject): boolean {
  return (
    Boolean(frame.error) ||
    (Array.isArray(frame.errors) && frame.errors.length > 0) ||
    frame.success === false ||
    frame.object === 'error' ||
    frame.type === 'error'
  )
}
