/**
 * Every error code of the API with the status and phrase it is answered with (api.md sections 1 to 3).
 * The only place that knows which code means which status.
 */
export const errorTable = {
  invalid_model: [400, 'Invalid model publisher or model name'],
  invalid_chat_id: [400, 'Invalid chat_id'],
  invalid_is_playground: [400, 'Invalid is_playground'],
  invalid_body: [400, 'Invalid request body'],
  context_too_long: [400, 'Context too long'],
  unauthorized: [401, 'Unauthorized'],
  wrong_credentials: [401, 'Unauthorized'],
  cross_site: [403, 'Forbidden'],
  sign_up_closed: [403, 'Forbidden'],
  forbidden: [403, 'Forbidden'],
  not_found: [404, 'Not Found'],
  chat_not_found: [404, 'Not Found'],
  method_not_allowed: [405, 'Method Not Allowed'],
  email_taken: [409, 'Conflict'],
  conflict: [409, 'Conflict'],
  body_too_large: [413, 'Payload Too Large'],
  rate_limited: [429, 'Too Many Requests'],
  provider_not_configured: [500, 'Internal Server Error'],
  upstream_auth: [500, 'Internal Server Error'],
  upstream_quota: [500, 'Internal Server Error'],
  upstream_rate_limited: [500, 'Internal Server Error'],
  upstream_overloaded: [500, 'Internal Server Error'],
  upstream_unavailable: [500, 'Internal Server Error'],
  upstream_timeout: [500, 'Internal Server Error'],
  upstream_model_not_found: [500, 'Internal Server Error'],
  upstream_rejected: [500, 'Internal Server Error'],
  upstream_malformed: [500, 'Internal Server Error'],
  internal: [500, 'Internal Server Error'],
} as const satisfies Record<string, readonly [status: number, phrase: string]>

export type ErrorCode = keyof typeof errorTable

/** The codes that tell what a provider did wrong, or that it is not set up. */
export type UpstreamErrorCode = Extract<ErrorCode, `upstream_${string}`> | 'provider_not_configured'

// The keys of a constant table, which Object.keys types as any strings.
export const errorCodes = Object.keys(errorTable) as ErrorCode[]
export const upstreamErrorCodes = errorCodes.filter(
  (code): code is UpstreamErrorCode => code.startsWith('upstream_') || code === 'provider_not_configured',
)

/** One fault of a request body or query, as `data.issues` shows it. */
export type Issue = { path: string; message: string }

/** What stands beside code, message and requestId in `data`; never anything secret, never an upstream body. */
export type ErrorDetails = { issues?: Issue[]; retryAfter?: number; [field: string]: unknown }

type AppErrorOptions = { details?: ErrorDetails; status?: number; statusMessage?: string; cause?: unknown }

/**
 * The only error that becomes an answer with a meaning; whatever else is thrown is answered as `internal`.
 * `message` is a sentence for a person. `details.retryAfter` (seconds) also becomes the header Retry-After.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly statusMessage: string
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.status = options.status ?? errorTable[code][0]
    this.statusMessage = options.statusMessage ?? errorTable[code][1]
    this.details = options.details ?? {}
  }

  /** An error that was made a body before, such as the end of a reply. */
  static of({ statusCode, statusMessage, data }: ErrorBody): AppError {
    const { code, message, requestId: _, ...details } = data
    return new AppError(code, message, { status: statusCode, statusMessage, details })
  }
}

/** The body of every error under /api, and of an `error` part inside a stream. */
export type ErrorBody = {
  statusCode: number
  statusMessage: string
  data: { code: ErrorCode; message: string; requestId: string } & ErrorDetails
}

/** The error body of anything thrown; what is not an AppError becomes `internal` and tells nothing. */
export function toErrorBody(error: unknown, requestId: string): ErrorBody {
  const known =
    error instanceof AppError
      ? error
      : new AppError('internal', 'Something went wrong on our side. Please try again.')
  return {
    statusCode: known.status,
    statusMessage: known.statusMessage,
    data: { code: known.code, message: known.message, requestId, ...known.details },
  }
}
