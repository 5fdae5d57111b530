import { isObject, type JsonObject } from './json.ts'

/** A chat request, read by its dialect. */
export type ChatRequest = {
  model: string
  /** The text of the last user message. */
  question: string
  /** How many user messages there are, this one included. */
  turn: number
  /** Characters of all messages, for the usage. */
  promptCharacters: number
  stream: boolean
  includeUsage: boolean
  /** The most output tokens that were asked for, or the provider's own default; null without either. */
  maxTokens: number | null
  body: JsonObject
}

const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part) => (isObject(part) && part.type === 'text' && typeof part.text === 'string' ? part.text : ''))
    .join('')
}

/** What the messages of a body say, or null when they are no list of messages with a role. */
export function readMessages(
  body: JsonObject,
): Pick<ChatRequest, 'question' | 'turn' | 'promptCharacters'> | null {
  const messages = body.messages
  if (!Array.isArray(messages)) return null
  let question = ''
  let turn = 0
  let promptCharacters = 0
  for (const message of messages) {
    if (!isObject(message) || typeof message.role !== 'string') return null
    const text = textOf(message.content)
    promptCharacters += text.length
    if (message.role !== 'user') continue
    question = text
    turn += 1
  }
  return { question, turn, promptCharacters }
}

/** Least and most value of a number parameter, both allowed. */
export type Ranges = Readonly<Record<string, readonly [least: number, most: number]>>

/** Names the first parameter that is no number in its range; null when all are fine or absent. */
export function badParameter(parameters: JsonObject, ranges: Ranges): string | null {
  for (const name of Object.keys(ranges)) {
    const value = parameters[name]
    const range = ranges[name]
    if (value === undefined || value === null || !range) continue
    if (typeof value !== 'number' || value < range[0] || value > range[1])
      return `\`${name}\` must be from ${range[0]} to ${range[1]}, given: ${JSON.stringify(value)}`
  }
  return null
}
