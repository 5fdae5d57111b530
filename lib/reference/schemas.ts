import { z } from 'zod'
import { namedAnswers } from './answers.ts'

/** A schema in JSON, as OpenAPI 3.1 takes it (JSON Schema 2020-12). */
export type JsonSchema = Record<string, unknown>

/** Stands in for the name of a schema that has none. */
const UNNAMED = 'unnamed'
const uri = (id: string) => `#/components/schemas/${id}`

/** An unsafe integer is none that a caller would send, and digits in a URL are a number to its reader. */
function override({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.type === 'integer') delete jsonSchema.pattern
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
}

// Of a value with a transformation the input is what stands in JSON, in an answer as in a request.
const options = { io: 'input', target: 'draft-2020-12', unrepresentable: 'any', override } as const

function plain(schema: object): JsonSchema {
  const { $schema: _schema, $id: _id, '~standard': _standard, ...rest } = schema as JsonSchema
  return rest
}

function convert(schemas: Iterable<[string, z.ZodType]>): Map<string, JsonSchema> {
  const names = z.registry<{ id: string }>()
  for (const [id, schema] of schemas) names.add(schema, { id })
  const converted = Object.entries(z.toJSONSchema(names, { ...options, uri }).schemas)
  return new Map(converted.map(([id, schema]) => [id, plain(schema)]))
}

/** The named schemas of answers, by name. */
export const namedSchemas = (): Record<string, JsonSchema> => Object.fromEntries(convert(namedAnswers))

/** The schema of an answer; whatever in it has a name is referred to. */
export function answerSchema(schema: z.ZodType): JsonSchema {
  for (const [name, known] of namedAnswers) if (known === schema) return { $ref: uri(name) }
  return convert([...namedAnswers, [UNNAMED, schema]]).get(UNNAMED) ?? {}
}

/** The schema of what a caller sends. */
export const requestSchema = (schema: z.ZodType): JsonSchema => plain(z.toJSONSchema(schema, options))

type Field = { name: string; required: boolean; description?: string; schema: JsonSchema }

/** The fields of a query or a path. */
export function fieldsOf(schema: z.ZodObject): Field[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, ...rest } = requestSchema(field as z.ZodType)
    return {
      name,
      required: !(field as z.ZodType).safeParse(undefined).success,
      ...(typeof description === 'string' ? { description } : {}),
      schema: rest,
    }
  })
}
