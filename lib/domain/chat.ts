import type { ErrorBody } from './errors.ts'
import type { ChatId, GenerationId, MessageId } from './ids.ts'
import type { FinishReason, Receipt, Usage } from './receipt.ts'

/** Sampling that a chat sets for all its turns; what is absent is the model's default. */
export type ChatParameters = { temperature?: number; topP?: number; maxTokens?: number }

/** A conversation as the API shows it. Times are ISO 8601 in UTC. `model` is a model id. */
export type Chat = {
  id: ChatId
  name: string
  model: string
  pinned: boolean
  systemPrompt: string | null
  parameters: ChatParameters
  createdAt: string
  updatedAt: string
  messageCount: number
}

/** `interrupted`: the process died while it wrote. A user message is always `complete`. */
export type MessageStatus = 'complete' | 'streaming' | 'stopped' | 'failed' | 'interrupted'

/** A message as it is kept and as the API shows it. */
export type StoredMessage = {
  id: MessageId
  generationId: GenerationId | null
  chatId: ChatId
  parentId: MessageId | null
  role: 'user' | 'assistant'
  content: string
  reasoning: string | null
  model: string | null
  status: MessageStatus
  finishReason: FinishReason | null
  usage: Usage | null
  receipt: Receipt | null
  error: ErrorBody | null
  createdAt: string
}

/** A piece of a reply. A reply is a sequence of these; neighbours of one type are one run. */
export type ReplyDelta = { type: 'reasoning' | 'text'; text: string }

export const defaultChatName = 'New chat'

const CHAT_NAME_CHARACTERS = 60

/** A chat's name from its first question: the beginning of its first line, cut at a word where possible. */
export function chatNameFrom(question: string): string {
  const line = question.trim().replace(/\s+/gu, ' ')
  if (line.length <= CHAT_NAME_CHARACTERS) return line || defaultChatName
  const cut = line.slice(0, CHAT_NAME_CHARACTERS)
  const space = cut.lastIndexOf(' ')
  const kept = space > CHAT_NAME_CHARACTERS / 2 ? cut.slice(0, space) : cut
  return `${kept.replace(/[\uD800-\uDBFF]$/u, '')}…`
}
