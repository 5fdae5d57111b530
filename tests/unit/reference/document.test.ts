import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { apiDocument } from '../../../lib/reference/document.ts'
import { operations } from '../../../lib/reference/operations/index.ts'
import { root } from '../../../scripts/process/root.ts'

const document = apiDocument('0.0.0')

/** They answer what is no route: there is nothing that one could ask for. */
const CATCH_ALLS = ['/api/[[...path]]', '/api/v1/[[...path]]']

/** The folders below app/api with a route in them, as paths. */
function routeFolders(folder = 'app/api'): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return routeFolders(`${folder}/${entry.name}`)
    return entry.name === 'route.ts' ? [folder.slice('app'.length)] : []
  })
}

type RouteFile = { OPTIONS: (request: Request) => Promise<Response> }

/** The methods that a route answers, as it says itself. */
async function methodsOf(path: string): Promise<string[]> {
  const file = (await import(join(root, 'app', path, 'route.ts'))) as RouteFile
  const allow = (await file.OPTIONS(new Request('http://any.test/', { method: 'OPTIONS' }))).headers.get(
    'allow',
  )
  return (allow ?? '').split(', ').filter((method) => method !== 'HEAD' && method !== 'OPTIONS')
}

test('is valid OpenAPI 3.1', async () => {
  const validator = new Validator()
  const result = await validator.validate(structuredClone(document))
  expect(result.errors ?? []).toEqual([])
  expect(result.valid).toBe(true)
  expect(validator.version).toBe('3.1')
})

test('the validator sees what is wrong', async () => {
  const { info: _, ...broken } = structuredClone(document)
  expect((await new Validator().validate(broken)).valid).toBe(false)
})

test('names every method of every route below app/api, and no other', { timeout: 60_000 }, async () => {
  const found: string[] = []
  for (const path of routeFolders().filter((folder) => !CATCH_ALLS.includes(folder)))
    for (const method of await methodsOf(path))
      found.push(`${method} ${path.replace(/\[(?:\.\.\.)?([^\]]+)\]/gu, '{$1}')}`)
  const named = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  expect(found).toContain('POST /api/ai/{model_publisher}/{model_name}/chat')
  expect(named.toSorted()).toEqual(found.toSorted())
})

test('every operation has an id of its own, and refers only to schemas that are there', () => {
  const ids = operations.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/gu)].map(([, to]) => to)
  expect(references.length).toBeGreaterThan(10)
  expect(references.filter((to) => !names.includes(to ?? ''))).toEqual([])
})

test('every path names its parameters', () => {
  for (const { path, parameters } of operations)
    expect(Object.keys(parameters?.shape ?? {}), path).toEqual(
      [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name),
    )
})
