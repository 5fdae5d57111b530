import type { ErrorBody } from '@/lib/domain/errors.ts'
import { readErrorBody } from './error-body.ts'

/** An answer of our own API that is not a success. `message` is its sentence for a person; `body` null: it was no answer of ours. */
export class ApiError extends Error {
  readonly body: ErrorBody | null
  constructor(text: string) {
    const body = readErrorBody(text)
    super(body?.data.message ?? 'The server gave an answer that could not be read.')
    this.name = 'ApiError'
    this.body = body
  }
}

/**
 * Asks our own API. Gives the parsed answer, undefined when it has no body.
 * @throws ApiError for an answer that is not a success; TypeError when the server cannot be reached.
 */
export async function apiRequest(
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(path, {
    method,
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body ? JSON.stringify(body) : null,
  })
  const text = await response.text()
  if (!response.ok) throw new ApiError(text)
  return text === '' ? undefined : JSON.parse(text)
}

/** The error body of a failed request, ours or one of useChat, whose error has it as its message; null: no answer of ours came. */
export const errorBodyOf = (error: Error): ErrorBody | null =>
  error instanceof ApiError ? error.body : readErrorBody(error.message)

/** A sentence for whatever `apiRequest` threw. */
export function sentenceOf(error: unknown): string {
  return error instanceof ApiError
    ? error.message
    : 'The server cannot be reached. Check the connection and try again.'
}
