import type { UIMessage } from 'ai'
import type { MessageStatus, StoredMessage } from '@/lib/domain/chat.ts'
import type { ErrorBody } from '@/lib/domain/errors.ts'
import type { Receipt } from '@/lib/domain/receipt.ts'

/**
 * What stands beside a message's parts. A reply that streams gets it piece by piece from the stream (`start`, `finish`,
 * and what ReplyTransport makes of faults); a stored one has all of it at once.
 */
export type MessageMetadata = {
  generationId?: string
  model?: string
  status?: MessageStatus
  error?: ErrorBody
  /** When the wait that the error names ends, in Unix milliseconds; absent: counted from when it came in. */
  retryAt?: number
  receipt?: Receipt
  /** It ends because the longest reply was reached, not because all was said. */
  isAtLimit?: true
  /** The message that this one answers; null: none. Absent: the one before it. */
  parentId?: string | null
  /** Read from the store, so the server has rendered it. */
  isStored?: true
}

export type ChatMessage = UIMessage<MessageMetadata>

const SECOND_MS = 1000

/** When a stored fault lets one try again, in Unix milliseconds; null where it names no wait. */
function retryAtOf({ error, createdAt, receipt }: StoredMessage): number | null {
  const retryAfter = error?.data.retryAfter
  if (retryAfter === undefined) return null
  return Date.parse(createdAt) + (receipt?.totalMs ?? 0) + retryAfter * SECOND_MS
}

/** A stored message in the form that useChat keeps. */
export function fromStored(message: StoredMessage): ChatMessage {
  const { generationId, model, error, receipt, reasoning, content, status, finishReason } = message
  const retryAt = retryAtOf(message)
  return {
    id: message.id,
    role: message.role,
    metadata: {
      isStored: true,
      status,
      parentId: message.parentId,
      ...(generationId && { generationId }),
      ...(model && { model }),
      ...(error && { error }),
      ...(retryAt !== null && { retryAt }),
      ...(receipt && { receipt }),
      ...(finishReason === 'length' && { isAtLimit: true }),
    },
    parts: [
      ...(reasoning ? [{ type: 'reasoning' as const, text: reasoning }] : []),
      ...(content ? [{ type: 'text' as const, text: content }] : []),
    ],
  }
}

const joined = (message: ChatMessage, type: 'text' | 'reasoning') =>
  message.parts.map((part) => (part.type === type ? part.text : '')).join('')

/** The text of a message. */
export const textOf = (message: ChatMessage) => joined(message, 'text')
/** What the model thought before it answered. */
export const reasoningOf = (message: ChatMessage) => joined(message, 'reasoning')

/** Whether a reply has come to its end here: its receipt is the last thing that a stream brings. */
export const isSettled = ({ metadata }: ChatMessage) =>
  metadata?.status === undefined ? metadata?.receipt !== undefined : metadata.status !== 'streaming'
