import type { ErrorVocabulary } from './classify.ts'
import type { JsonObject } from './json.ts'
import type { Reply } from './reply.ts'

/** How a provider's streams are read. */
export interface Dialect extends ErrorVocabulary {
  /** `sse`: server-sent events that end with `[DONE]`. `ndjson`: one JSON object per line. */
  readonly framing: 'sse' | 'ndjson'
  /** Tells the reply what a frame of the provider's stream says; ignores what it does not know. Never throws. */
  read(frame: JsonObject, reply: Reply): void
}
