import { DefaultChatTransport, type UIMessageChunk } from 'ai'
import { readErrorBody } from '../api/error-body.ts'
import type { ChatMessage, MessageMetadata } from './chat-message.ts'

/**
 * useChat throws at an `error` part and passes `abort` over, and the receipt that follows would be lost. As metadata
 * they end up where a stored reply has them too: at the message.
 */
function faultAsMetadata(chunk: UIMessageChunk): UIMessageChunk {
  if (chunk.type === 'abort') return metadata({ status: 'stopped' })
  if (chunk.type !== 'error') return chunk
  const error = readErrorBody(chunk.errorText)
  return error ? metadata({ status: 'failed', error }) : chunk
}

const metadata = (messageMetadata: MessageMetadata): UIMessageChunk => ({
  type: 'message-metadata',
  messageMetadata,
})

/** The transport of useChat with the faults of a reply as its metadata. */
export class ReplyTransport extends DefaultChatTransport<ChatMessage> {
  protected override processResponseStream(stream: ReadableStream<Uint8Array<ArrayBufferLike>>) {
    return super.processResponseStream(stream).pipeThrough(
      new TransformStream<UIMessageChunk, UIMessageChunk>({
        transform: (chunk, controller) => controller.enqueue(faultAsMetadata(chunk)),
      }),
    )
  }
}
