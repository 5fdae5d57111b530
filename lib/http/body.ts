import type { z } from 'zod'
import { AppError, type Issue } from '../domain/errors.ts'
import { fieldWords, issuesOf } from './field-words.ts'

/** The largest body that a route reads: 1 MiB (api.md section 1). */
export const BODY_LIMIT_BYTES = 1024 * 1024

/** An answer in JSON. */
export function json(body: unknown, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers)
  headers.set('content-type', 'application/json; charset=utf-8')
  headers.set('cache-control', 'no-store')
  return new Response(JSON.stringify(body), { ...init, headers })
}

/** The error for a body, or a query of sections 2 to 6, that is not as documented. */
export function invalidBody(issues: Issue[], errorCode?: string): AppError {
  const first = issues[0]
  const where = first?.path ? `${first.path}: ${first.message}` : (first?.message ?? 'it is malformed')
  return new AppError('invalid_body', `The request is not as documented. ${where}`, {
    details: { issues, ...(errorCode === undefined ? {} : { errorCode }) },
  })
}

/** What a schema of ours has noted of its first fault beside the message (lib/completions/body.ts). */
function errorCodeOf({ issues: [first] }: z.ZodError): string | undefined {
  const code = first?.code === 'custom' ? first.params?.errorCode : undefined
  return typeof code === 'string' ? code : undefined
}

const tooLarge = () => new AppError('body_too_large', `The body is larger than ${BODY_LIMIT_BYTES} bytes.`)

/**
 * The body as it came.
 * @throws AppError body_too_large, without reading on, when it is larger than BODY_LIMIT_BYTES.
 */
export async function readBytes(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > BODY_LIMIT_BYTES) throw tooLarge()
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.byteLength
    if (size > BODY_LIMIT_BYTES) {
      // Never awaited: cancelling a request's body does not settle in Next (vercel/next.js#72389).
      void reader.cancel().catch(() => undefined)
      throw tooLarge()
    }
    chunks.push(read.value)
  }
  return Buffer.concat(chunks)
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalidBody([{ path: '', message: 'The body is not valid UTF-8' }])
  }
}

const isJson = (contentType: string | null) =>
  /^\s*application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/iu.test(contentType ?? '')

/**
 * Parses an already read body.
 * @throws AppError invalid_body naming every field at fault, the content type, or the place where JSON breaks off.
 */
export function parseJson<T>(request: Request, bytes: Uint8Array, schema: z.ZodType<T>): T {
  if (!isJson(request.headers.get('content-type')))
    throw invalidBody([{ path: '', message: 'Content-Type must be application/json' }])
  const text = decode(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalidBody([{ path: '', message: 'The body is not valid JSON' }])
  }
  const parsed = schema.safeParse(value, { error: fieldWords })
  if (!parsed.success) throw invalidBody(issuesOf(parsed.error), errorCodeOf(parsed.error))
  return parsed.data
}

/**
 * Reads and parses a JSON body; with `optional`, no body at all counts as `{}`.
 * @throws AppError body_too_large or invalid_body.
 */
export async function readJson<T>(
  request: Request,
  schema: z.ZodType<T>,
  options: { optional?: boolean } = {},
): Promise<T> {
  const bytes = await readBytes(request)
  if (!options.optional || bytes.byteLength > 0) return parseJson(request, bytes, schema)
  const parsed = schema.safeParse({}, { error: fieldWords })
  if (!parsed.success) throw invalidBody(issuesOf(parsed.error))
  return parsed.data
}

/**
 * Parses the query of a route of sections 2 to 6.
 * @throws AppError invalid_body that names the field.
 */
export function readQuery<T>(url: URL, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(Object.fromEntries(url.searchParams), { error: fieldWords })
  if (!parsed.success) throw invalidBody(issuesOf(parsed.error))
  return parsed.data
}

/**
 * Reads a body as `readJson` does, for the routes whose statusMessage is the standard phrase of the status (api.md
 * section 2).
 * @throws AppError body_too_large or invalid_body.
 */
export async function readForm<T>(
  request: Request,
  schema: z.ZodType<T>,
  options: { optional?: boolean } = {},
): Promise<T> {
  try {
    return await readJson(request, schema, options)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_body') throw error
    const { message, details } = error
    throw new AppError('invalid_body', message, { details, statusMessage: 'Bad Request' })
  }
}
