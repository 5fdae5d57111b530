import { type ChatMessage, textOf } from './chat-message.ts'

/** The playground's chat id: never one of a stored chat, and no playground turn looks at it. */
const PLAYGROUND_CHAT_ID = -1

/** Below the endpoint's limit of 1 MiB, so that the rest of the body has room. */
const MESSAGES_LIMIT_BYTES = 1_000_000
const MESSAGES_LIMIT = 1000

type Sent = { id: string; role: 'user' | 'assistant'; content: string }

/** Where a turn is posted. `chatId` null: a playground turn. */
export function turnUrl(model: string, chatId: number | null): string {
  const path = model.split('/').map(encodeURIComponent).join('/')
  return chatId === null
    ? `/api/ai/${path}/chat?chat_id=${PLAYGROUND_CHAT_ID}&is_playground=true`
    : `/api/ai/${path}/chat?chat_id=${chatId}`
}

/** The newest messages that a request can hold; the last one goes in any case, for the server to judge. */
function newestThatFit(messages: readonly Sent[]): Sent[] {
  const encoder = new TextEncoder()
  const kept: Sent[] = []
  let bytes = 0
  for (const message of messages.toReversed()) {
    bytes += encoder.encode(JSON.stringify(message)).byteLength + 1
    if (kept.length > 0 && (bytes > MESSAGES_LIMIT_BYTES || kept.length === MESSAGES_LIMIT)) break
    kept.unshift(message)
  }
  return kept
}

/** The body of a turn: what was said so far, and which stored reply the new message answers (empty: none). */
export function turnBody(messages: readonly ChatMessage[], trigger: 'submit-message' | 'regenerate-message') {
  const sent = messages.flatMap((message): Sent[] => {
    const { id, role } = message
    if (role === 'system') return []
    const content = textOf(message)
    return role === 'assistant' && content === '' ? [] : [{ id, role, content }]
  })
  const parent = messages.at(-1)?.metadata?.parentId
  const answered = messages.at(-2)
  return {
    messages: newestThatFit(sent),
    trigger,
    ...(parent !== undefined
      ? { parent_id: parent ?? '' }
      : answered?.role === 'assistant' && { parent_id: answered.id }),
  }
}
