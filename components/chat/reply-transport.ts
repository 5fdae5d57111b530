import {
  HttpChatTransport,
  type HttpChatTransportInitOptions,
  jsonSchema,
  parseJsonEventStream,
  type UIMessageChunk,
} from 'ai'
import { readErrorBody } from '../api/error-body.ts'
import type { ChatMessage, MessageMetadata } from './chat-message.ts'
import { gatherDeltas } from './gather-deltas.ts'
import { inSlices } from './in-slices.ts'

/** Often enough to read along, seldom enough for a slow machine. */
const GATHER_MS = 50

/** Our own server wrote it, and its encoder is tested against the SDK's own description of the stream. */
const asWritten = jsonSchema<UIMessageChunk>({})

/**
 * useChat throws at an `error` part and passes `abort` over, and the receipt that follows would be lost. As metadata
 * they end up where a stored reply has them too: at the message. So does that the longest reply was reached.
 */
function faultAsMetadata(chunk: UIMessageChunk): UIMessageChunk {
  if (chunk.type === 'abort') return metadata({ status: 'stopped' })
  if (chunk.type === 'finish' && chunk.finishReason === 'length')
    return { ...chunk, messageMetadata: { ...Object(chunk.messageMetadata), isAtLimit: true } }
  if (chunk.type !== 'error') return chunk
  const error = readErrorBody(chunk.errorText)
  return error ? metadata({ status: 'failed', error }) : chunk
}

const metadata = (messageMetadata: MessageMetadata): UIMessageChunk => ({
  type: 'message-metadata',
  messageMetadata,
})

/** The transport of useChat: without zod, with text by the moment and with the faults of a reply as its metadata. */
export class ReplyTransport extends HttpChatTransport<ChatMessage> {
  /** A reply that is followed anew comes from its start. */
  readonly resumeStreamIsReplay = true

  constructor(options: HttpChatTransportInitOptions<ChatMessage> = {}) {
    super(options)
  }

  protected override processResponseStream(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    const chunks = parseJsonEventStream({
      stream: stream.pipeThrough(inSlices()),
      schema: asWritten,
    }).pipeThrough(
      new TransformStream({
        transform: (parsed, controller) => {
          if (!parsed.success) throw parsed.error
          controller.enqueue(faultAsMetadata(parsed.value))
        },
      }),
    )
    return gatherDeltas(chunks, GATHER_MS)
  }
}
