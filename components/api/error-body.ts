import type { ErrorBody } from '@/lib/domain/errors.ts'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function isErrorBody(value: unknown): value is ErrorBody {
  if (!isObject(value) || typeof value.statusCode !== 'number' || !isObject(value.data)) return false
  const { code, message, requestId } = value.data
  return typeof code === 'string' && typeof message === 'string' && typeof requestId === 'string'
}

/** The error body that a text holds, as every answer under /api and every `error` part has it; null for anything else. */
export function readErrorBody(text: string): ErrorBody | null {
  try {
    const value: unknown = JSON.parse(text)
    return isErrorBody(value) ? value : null
  } catch {
    return null
  }
}
