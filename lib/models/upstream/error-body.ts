import { type ErrorFacts, errorFactsOfText } from './error-facts.ts'

/** The most of an error's body that is read. */
export const MOST_ERROR_BYTES = 64 * 1024

/** Gathers the body of an error response, or as much of it as one may want. */
export class ErrorBody {
  readonly #parts: Buffer[] = []
  #bytes = 0

  push(chunk: Buffer): void {
    this.#parts.push(chunk)
    this.#bytes += chunk.length
  }

  get full(): boolean {
    return this.#bytes >= MOST_ERROR_BYTES
  }

  facts(): ErrorFacts {
    return errorFactsOfText(Buffer.concat(this.#parts).subarray(0, MOST_ERROR_BYTES).toString())
  }
}
