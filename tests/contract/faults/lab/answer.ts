import type { StoredMessage } from '../../../../lib/domain/chat.ts'
import type { ErrorBody } from '../../../../lib/domain/errors.ts'
import type { Receipt } from '../../../../lib/domain/receipt.ts'
import { readReply, type StreamedReply } from '../../../support/ui-stream.ts'
import type { Turn } from './lab.ts'

/** All that a caller and the store learn of a turn. */
export type Answer = {
  requestId: string
  status: number
  headers: Headers
  /** null when the turn was answered with an error status. */
  reply: StreamedReply | null
  /** The body of the error status, or of the `error` part. */
  error: ErrorBody | null
  /** Of the `finish` part; null with an error status. */
  receipt: Receipt | null
  finishReason: string | null
  /** The question and the reply as they are stored; null of a playground turn. */
  question: StoredMessage | null
  stored: StoredMessage | null
}

// The casts stand beside the parse: the tests assert what they look at.
const errorIn = (text: string) => JSON.parse(text) as ErrorBody
const receiptIn = (metadata: unknown) => (metadata as { receipt: Receipt } | undefined)?.receipt ?? null

/** Reads a turn to its end, then what was stored of it. */
export async function answerOf(turn: Turn): Promise<Answer> {
  const response = await turn.response
  const { status, headers } = response
  const isStream = headers.get('content-type') === 'text/event-stream'
  const reply = isStream ? await readReply(response) : null
  const told = reply?.parts.find((part) => part.type === 'error')
  const finish = reply?.parts.find((part) => part.type === 'finish')
  const error = reply ? (told ? errorIn(told.errorText) : null) : errorIn(await response.text())
  const [question = null, stored = null] = await turn.stored()
  return {
    requestId: turn.requestId,
    status,
    headers,
    reply,
    error,
    receipt: receiptIn(finish?.messageMetadata),
    finishReason: finish?.finishReason ?? null,
    question,
    stored,
  }
}

/** Types of the parts of a reply, neighbours of one type counted once. */
export const typesOf = ({ parts }: StreamedReply): string[] =>
  parts.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1])
