import type { ReplyDelta } from '../../domain/chat.ts'
import type { FinishReason } from '../../domain/receipt.ts'
import type { ErrorVocabulary } from './classify.ts'
import type { JsonObject } from './json.ts'
import type { Reply } from './reply.ts'

/** How a provider's streams are read, and how they are written anew for its SDK package. */
export interface Dialect extends ErrorVocabulary {
  /** `sse`: server-sent events that end with `[DONE]`. `ndjson`: one JSON object per line. */
  readonly framing: 'sse' | 'ndjson'
  /** Tells the reply what a frame of the provider's stream says; ignores what it does not know. Never throws. */
  read(frame: JsonObject, reply: Reply): void
  /** A frame with one piece, in its plainest form. */
  encode(delta: ReplyDelta): string
  /** What closes a stream, whatever became of the upstream's own. */
  encodeEnd(finishReason: FinishReason): string
}
