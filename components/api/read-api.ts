import { ApiError } from './api-request.ts'

/**
 * Reads from our own API; the caller looks at the answer with a function that knows its shape.
 * @throws ApiError for an answer that is not a success; TypeError when the server cannot be reached; AbortError.
 */
export async function readApi<T>(
  path: string,
  shape: (answer: unknown) => T,
  signal?: AbortSignal,
): Promise<T> {
  const response = await fetch(path, signal ? { signal } : {})
  const text = await response.text()
  if (!response.ok) throw new ApiError(text)
  return shape(JSON.parse(text))
}
