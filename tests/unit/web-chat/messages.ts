import type { ChatMessage, MessageMetadata } from '../../../components/chat/chat-message.ts'
import type { StoredMessage } from '../../../lib/domain/chat.ts'
import { toChatId, toMessageId } from '../../../lib/domain/ids.ts'
import type { Receipt } from '../../../lib/domain/receipt.ts'

type StoredFields = Partial<Omit<StoredMessage, 'id' | 'parentId'>> & { id: string; parentId?: string }

/** A stored message; what is not given is that of a finished reply. */
export function stored({ id, parentId, ...fields }: StoredFields): StoredMessage {
  return {
    generationId: null,
    chatId: toChatId(1),
    role: 'assistant',
    content: `content of ${id}`,
    reasoning: null,
    model: 'qwen/Qwen2.5-72B-Instruct',
    status: 'complete',
    finishReason: 'stop',
    usage: null,
    receipt: null,
    error: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...fields,
    id: toMessageId(id),
    parentId: parentId === undefined ? null : toMessageId(parentId),
  }
}

type OwnFields = { id: string; role?: 'user' | 'assistant'; text: string; metadata?: MessageMetadata }

/** A message that came in on the page. */
export const own = ({ id, role = 'assistant', text, metadata = {} }: OwnFields): ChatMessage => ({
  id,
  role,
  metadata,
  parts: [{ type: 'text', text }],
})

export const receipt: Receipt = {
  model: 'qwen/Qwen2.5-72B-Instruct',
  provider: 'huggingface',
  upstreamModel: 'Qwen/Qwen2.5-72B-Instruct',
  reason: 'first-choice',
  attempts: [],
  queuedMs: 0,
  firstTokenMs: 420,
  totalMs: 1000,
  usage: { inputTokens: 5, outputTokens: 1234, reasoningTokens: 0, estimated: true },
  cost: null,
  droppedTurns: 0,
  requestId: 'req_1',
}
