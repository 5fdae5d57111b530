import type { Answer } from '../answer.ts'
import type { ChatRequest } from '../chat-request.ts'
import type { Dialect } from '../dialect.ts'
import type { Reply } from '../reply.ts'

/** What was written behind a fault's name, numbers and words apart. */
export type FaultArguments = { numbers: readonly number[]; words: readonly string[] }

/** Where a fault is played. `request` is null on a list or health request. */
export type FaultPlace = { dialect: Dialect; model: string; request: ChatRequest | null }

/** One fault: what it makes of a reply, or of the answer that carries it. */
export type Fault = {
  /** What may stand behind the name, such as `[N]`. */
  takes?: string
  /** One sentence for a person. */
  description: string
  reply?: (reply: Reply, given: FaultArguments) => Reply
  answer?: (answer: Answer, given: FaultArguments, place: FaultPlace) => Answer
}
