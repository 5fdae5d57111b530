import { isObject } from './json.ts'

/** A text part alone or several, as one string; null for content that is anything else. */
function textOf(content: unknown): string | null {
  if (!Array.isArray(content)) return null
  let text = ''
  for (const part of content) {
    if (!isObject(part) || part.type !== 'text' || typeof part.text !== 'string') return null
    text += part.text
  }
  return text
}

/**
 * The messages of a request with their content as plain strings. The package of OpenRouter writes a system prompt as
 * a list of parts, which not every server behind it takes (providers.md A1: "Type mismatch … 'array' not in 'string'").
 */
export function plainMessages(messages: unknown): unknown {
  if (!Array.isArray(messages)) return messages
  return messages.map((message) => {
    const text = isObject(message) ? textOf(message.content) : null
    return text === null ? message : { ...message, content: text }
  })
}
