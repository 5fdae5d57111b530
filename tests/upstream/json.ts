export type JsonObject = Record<string, unknown>

/** Whether a parsed value is a JSON object. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A JSON text's value; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A field that is an object, else an empty one. */
export function objectAt(value: JsonObject, name: string): JsonObject {
  const field = value[name]
  return isObject(field) ? field : {}
}

/** A field that is a finite number, else undefined. */
export function numberAt(value: JsonObject, name: string): number | undefined {
  const field = value[name]
  return typeof field === 'number' && Number.isFinite(field) ? field : undefined
}
