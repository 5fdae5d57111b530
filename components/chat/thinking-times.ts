import { readStored, useStoredText, writeStored } from '../ui/stored-text.ts'

/** Newest first, one line for each reply: its id, a space, milliseconds. */
const KEY = 'neptun:thinking'
const REMEMBERED = 300

/** Of this page, also where the browser keeps nothing for us. */
const onThisPage = new Map<string, number>()

/** The milliseconds told for a reply in a text that holds such lines; null when it is not there. */
export function timeOf(lines: string, messageId: string): number | null {
  const at = `\n${lines}`.indexOf(`\n${messageId} `)
  const ms = at === -1 ? Number.NaN : Number.parseInt(lines.slice(at + messageId.length + 1), 10)
  return Number.isNaN(ms) ? null : ms
}

/** Such lines with one more in front; the oldest beyond what is remembered are gone. */
export const withTime = (lines: string, messageId: string, ms: number): string =>
  [`${messageId} ${Math.round(ms)}`, ...lines.split('\n').slice(0, REMEMBERED - 1)].join('\n')

/** Remembers in this browser, which saw it, how long a reply was thought about: the server does not tell. */
export function rememberThinking(messageId: string, ms: number): void {
  onThisPage.set(messageId, ms)
  const known = readStored(KEY) ?? ''
  if (timeOf(known, messageId) === null) writeStored(KEY, withTime(known, messageId, ms))
}

/** How long a reply was thought about, in milliseconds; null when this browser does not know. */
export const useThinkingTime = (messageId: string): number | null =>
  timeOf(useStoredText(KEY) ?? '', messageId) ?? onThisPage.get(messageId) ?? null
