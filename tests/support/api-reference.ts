import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { ApiDocument, DocumentedOperation } from '../../lib/reference/document.ts'
import type { Client } from './client.ts'

export type Documented = { method: string; path: string; operation: DocumentedOperation }

/** Every operation of a document. */
export const operationsOf = (document: ApiDocument): Documented[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )

/** The API reference that an application gives out. */
export async function readReference(client: Client): Promise<ApiDocument> {
  return client.expectJson<ApiDocument>('GET', '/api/openapi.json')
}

type Node = { [field: string]: unknown }
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Forbids fields that are not documented, so that an answer cannot have one unnoticed. */
function close(value: unknown): void {
  if (Array.isArray(value)) for (const one of value) close(one)
  if (!isNode(value)) return
  if (value.type === 'object' && isNode(value.properties) && !('additionalProperties' in value))
    value.additionalProperties = false
  for (const one of Object.values(value)) close(one)
}

const pointer = (...names: string[]) =>
  names.map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')

/** Holds answers against what the document says of them. */
export type AnswerCheck = {
  /** What is wrong with an answer of an operation; empty when nothing is. Reads its body. */
  faultsOf(documented: Documented, response: Response): Promise<string[]>
  /** What is wrong with a value that should be of a named schema. */
  faultsOfValue(name: string, value: unknown): string[]
}

/** The check of a document, stricter than the document: a field that it does not name is a fault. */
export function checkAnswers(document: ApiDocument): AnswerCheck {
  const closed = structuredClone(document)
  close(closed.components.schemas)
  close(closed.paths)
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'reference', ...closed })

  function faults(reference: string, value: unknown): string[] {
    const validate = ajv.getSchema(reference) ?? ajv.compile({ $ref: reference })
    return validate(value)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }

  return {
    faultsOfValue: (name, value) => faults(`reference#/${pointer('components', 'schemas', name)}`, value),
    async faultsOf({ method, path, operation }, response) {
      const status = String(response.status)
      const documented = operation.responses[status]
      if (!documented) return [`the status ${status} is not documented: ${await response.text()}`]
      if (!response.headers.has('x-request-id')) return ['it has no x-request-id']
      const type = response.headers.get('content-type')?.split(';')[0] ?? ''
      const body = await response.text()
      if (!documented.content) return body === '' ? [] : ['a body is not documented']
      if (!(type in documented.content)) return [`the media type ${type} is not documented`]
      const at = pointer('paths', path, method.toLowerCase(), 'responses', status, 'content', type, 'schema')
      return faults(`reference#/${at}`, type.endsWith('json') ? JSON.parse(body) : body)
    },
  }
}
