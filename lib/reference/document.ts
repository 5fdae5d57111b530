import { type ErrorCode, errorTable } from '../domain/errors.ts'
import { openAiStatusOf } from '../domain/openai-error.ts'
import { type DocumentedError, type Operation, tags } from './operation.ts'
import { operations } from './operations/index.ts'
import { answerSchema, fieldsOf, type JsonSchema, namedSchemas, requestSchema } from './schemas.ts'

/** An OpenAPI document; its own schema is too wide to be worth a type here. */
export type ApiDocument = {
  openapi: string
  info: { title: string; version: string; description: string }
  paths: Record<string, Record<string, DocumentedOperation>>
  components: { schemas: Record<string, JsonSchema>; [part: string]: unknown }
  [field: string]: unknown
}
export type DocumentedOperation = {
  operationId: string
  parameters?: JsonSchema[]
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: JsonSchema }> }>
  [field: string]: unknown
}

const description = `
One endpoint and one chat in front of every model. Send the session cookie or, as \`Authorization: Bearer npt_…\`, an API
key from the settings page. A request without either, where one is needed, is a 401.

Every failure but those below \`/api/v1\` has one shape, \`Error\`: a \`statusMessage\`, and in \`data\` a \`code\` for programs, a \`message\` for a person and
the \`requestId\`, which is the header \`x-request-id\` of every answer too. An unknown path is a 404 \`not_found\`, a wrong
method a 405 \`method_not_allowed\` with \`Allow\`; anything may answer 500 \`internal\`.
`.trim()

const requestId = {
  description: "The caller's own when it was well formed, else a new one",
  schema: { type: 'string' },
}
const security = {
  public: undefined,
  keyless: undefined,
  caller: [{ session: [] }, { apiKey: [] }],
  session: [{ session: [] }],
} as const

function statusOf(error: DocumentedError, { errorStyle }: Operation): number {
  if (typeof error !== 'string') return error.status
  return errorStyle === 'openai' ? openAiStatusOf(error) : errorTable[error][0]
}
const codeOf = (error: DocumentedError): ErrorCode => (typeof error === 'string' ? error : error.code)

/** The errors of an operation, those that its access brings along included. */
function errorsOf({ access, errors }: Operation): DocumentedError[] {
  return access === 'public' ? [...errors] : ['unauthorized', ...errors]
}

const OPENAI_ERROR = { $ref: '#/components/schemas/OpenAiError' }
const OWN_ERROR = { allOf: [{ $ref: '#/components/schemas/Error' }] }
const whichError = (status: number, codes: readonly ErrorCode[]) => ({
  statusCode: { const: status },
  data: { properties: { code: { enum: codes } } },
})

function errorResponses(operation: Operation): DocumentedOperation['responses'] {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const error of errorsOf(operation)) {
    const status = statusOf(error, operation)
    byStatus.set(status, [...(byStatus.get(status) ?? []), codeOf(error)])
  }
  const responses: DocumentedOperation['responses'] = {}
  for (const [status, codes] of byStatus) {
    const schema =
      operation.errorStyle === 'openai'
        ? OPENAI_ERROR
        : { ...OWN_ERROR, properties: whichError(status, codes) }
    responses[status] = {
      description: codes.map((code) => `\`${code}\``).join(', '),
      headers: { 'x-request-id': requestId },
      content: { 'application/json': { schema } },
    } as DocumentedOperation['responses'][string]
  }
  return responses
}

function answerResponses({ answers }: Operation): DocumentedOperation['responses'] {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, content, headers = {} }]) => [
      status,
      {
        description,
        headers: {
          'x-request-id': requestId,
          ...Object.fromEntries(
            Object.entries(headers).map(([name, says]) => [
              name,
              { description: says, schema: { type: 'string' } },
            ]),
          ),
        },
        ...(content && {
          content: Object.fromEntries(
            Object.entries(content).map(([type, schema]) => [type, { schema: answerSchema(schema) }]),
          ),
        }),
      },
    ]),
  )
}

function parametersOf({ parameters, query, headers = {} }: Operation): JsonSchema[] {
  return [
    ...(parameters ? fieldsOf(parameters).map((field) => ({ in: 'path', ...field, required: true })) : []),
    ...(query ? fieldsOf(query).map((field) => ({ in: 'query', ...field })) : []),
    ...Object.entries(headers).map(([name, says]) => ({
      in: 'header',
      name,
      description: says,
      schema: { type: 'string' },
    })),
  ]
}

function documented(operation: Operation): DocumentedOperation {
  const { id, tag, summary, description, access, body, samples } = operation
  const parameters = parametersOf(operation)
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description && { description }),
    security: security[access] ?? [],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: body.required,
        content: { 'application/json': { schema: requestSchema(body.schema) } },
      },
    }),
    responses: { ...answerResponses(operation), ...errorResponses(operation) },
    ...(samples && {
      'x-codeSamples': samples.map(({ language, code }) => ({ lang: language, source: code })),
    }),
  }
}

/** The API reference as an OpenAPI 3.1 document, made of the schemas by which the routes read and answer. */
export function apiDocument(version: string): ApiDocument {
  const paths: ApiDocument['paths'] = {}
  for (const operation of operations) {
    const methods = paths[operation.path] ?? {}
    methods[operation.method] = documented(operation)
    paths[operation.path] = methods
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Neptun', version, description },
    tags: Object.entries(tags).map(([name, says]) => ({ name, description: says })),
    paths,
    components: {
      schemas: namedSchemas(),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'neptun-session' },
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `npt_…`' },
      },
    },
  }
}
