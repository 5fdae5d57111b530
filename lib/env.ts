import { z } from 'zod'

/** The environment is faulty; `faults` has one line for each fault, none of them quoting a secret. */
export class EnvironmentError extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.name = 'EnvironmentError'
    this.faults = faults
  }
}

/** An empty variable counts as absent: hosting forms and `.env` files often leave the name with nothing behind it. */
const absentWhenEmpty = (value: unknown) =>
  typeof value === 'string' && value.trim() === '' ? undefined : value
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(absentWhenEmpty, schema.optional())
const withDefault = <T extends z.ZodType>(schema: T, value: string) =>
  z.preprocess((given) => absentWhenEmpty(given) ?? value, schema)

/** Goes into a header as it is, where a line break or a letter outside ASCII would only fail at the first request. */
const secret = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/u, { error: 'must be one word of ASCII characters without spaces' })
const httpUrl = z
  .string()
  .trim()
  .refine((value) => URL.canParse(value) && /^https?:$/u.test(new URL(value).protocol), {
    error: 'must be an http:// or https:// address',
  })
  .transform((value) => value.replace(/\/+$/u, ''))
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,9}$/u, { error: `must be a whole number from ${least} to ${most}` })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: `must be from ${least} to ${most}` })

/** What seals the session cookie: one password, or a map from version to password. */
export type SealingPassword = string | Record<string, string>

const PASSWORD_CHARACTERS = 32
const passwordRule = `must have at least ${PASSWORD_CHARACTERS} characters, or be a JSON map such as {"1":"old password","2":"new password"} whose passwords have`
/** A leading zero is refused because iron-session turns versions into numbers and back. */
const passwordVersion = /^(?:0|[1-9]\d{0,8})$/u

/** iron-session seals with the highest version of a map and opens with all of them: that is how a password is rotated. */
function readSealingPassword(text: string): SealingPassword | null {
  if (!text.trim().startsWith('{')) return text.length >= PASSWORD_CHARACTERS ? text : null
  const given = parseJson(text)
  if (typeof given !== 'object' || given === null) return null
  const passwords: Record<string, string> = {}
  for (const [version, password] of Object.entries(given)) {
    if (!passwordVersion.test(version) || typeof password !== 'string') return null
    if (password.length < PASSWORD_CHARACTERS) return null
    passwords[version] = password
  }
  return Object.keys(passwords).length > 0 ? passwords : null
}

const sessionPasswordSchema = z.string().transform((text, context): SealingPassword => {
  const password = readSealingPassword(text)
  if (password !== null) return password
  context.addIssue({ code: 'custom', message: passwordRule })
  return z.NEVER
})

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const schema = z.object({
  PORT: withDefault(wholeNumber(0, 65_535), '3000'),
  HOST: withDefault(z.string().trim(), '127.0.0.1'),
  DATA_DIR: withDefault(z.string(), '.data'),
  SESSION_PASSWORD: optional(sessionPasswordSchema),
  KV_REST_API_URL: optional(httpUrl),
  KV_REST_API_TOKEN: optional(secret),
  HF_TOKEN: optional(secret),
  HUGGINGFACE_BASE_URL: withDefault(httpUrl, 'https://router.huggingface.co/v1'),
  CLOUDFLARE_ACCOUNT_ID: optional(secret),
  CLOUDFLARE_API_TOKEN: optional(secret),
  CLOUDFLARE_BASE_URL: optional(httpUrl),
  OPENROUTER_API_KEY: optional(secret),
  OPENROUTER_BASE_URL: withDefault(httpUrl, 'https://openrouter.ai/api/v1'),
  OLLAMA_BASE_URL: withDefault(httpUrl, 'http://127.0.0.1:11434'),
  OLLAMA_API_KEY: optional(secret),
  SIGN_UP: withDefault(z.enum(['open', 'closed'], { error: 'must be open or closed' }), 'open'),
  RATE_LIMIT_TURNS: withDefault(wholeNumber(0, 1_000_000), '60'),
  RATE_LIMIT_CONCURRENT: withDefault(wholeNumber(0, 1_000_000), '32'),
  RATE_LIMIT_TOKENS_PER_DAY: withDefault(wholeNumber(0, 999_999_999), '0'),
  RATE_LIMIT_KEY_TURNS: withDefault(wholeNumber(0, 1_000_000), '0'),
  RATE_LIMIT_KEY_CONCURRENT: withDefault(wholeNumber(0, 1_000_000), '0'),
  RATE_LIMIT_KEY_TOKENS_PER_DAY: withDefault(wholeNumber(0, 999_999_999), '0'),
  LOG_LEVEL: withDefault(
    z.enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' }),
    'info',
  ),
  VERCEL: optional(z.string()),
})

export type Environment = z.infer<typeof schema>
/** Variables as a process has them. */
export type Variables = Record<string, string | undefined>

/** The name of every variable that the application reads. */
export const environmentVariables: readonly string[] = Object.keys(schema.shape)

/** Faults that only show when several variables are seen together; told beside those of single variables. */
function faultsOfCombinations(variables: Variables): string[] {
  const given = (name: keyof Environment) => absentWhenEmpty(variables[name]) !== undefined
  const faults: string[] = []
  const url = given('KV_REST_API_URL')
  const token = given('KV_REST_API_TOKEN')
  if (url && !token)
    faults.push('KV_REST_API_TOKEN is missing: KV_REST_API_URL is set, and the store needs both')
  if (token && !url)
    faults.push('KV_REST_API_URL is missing: KV_REST_API_TOKEN is set, and the store needs both')
  if (!given('VERCEL')) return faults
  if (!url && !token)
    faults.push(
      'KV_REST_API_URL and KV_REST_API_TOKEN are missing: on Vercel no disk lasts, so chats need Vercel KV',
    )
  if (!given('SESSION_PASSWORD'))
    faults.push(
      `SESSION_PASSWORD is missing: on Vercel no disk lasts to keep one that we make; it needs ${PASSWORD_CHARACTERS} characters`,
    )
  return faults
}

/**
 * Reads variables as api.md section 7 describes them.
 * @throws EnvironmentError with every fault at once.
 */
export function readEnvironment(variables: Variables): Environment {
  const parsed = schema.safeParse(variables)
  const combined = faultsOfCombinations(variables)
  if (parsed.success && combined.length === 0) return parsed.data
  const single = parsed.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? []
  throw new EnvironmentError([...new Set([...single, ...combined])])
}

/** The variables of this process, for lib/boot, which adds what is made at the start before anybody reads it. */
export const processVariables = (): Variables => process.env

let current: Environment | undefined

/**
 * The environment of this process, read once.
 * @throws EnvironmentError when it is faulty; the start of the server has refused such a one before.
 */
export function environment(): Environment {
  current ??= readEnvironment(process.env)
  return current
}

/**
 * What seals the session cookie, read by its name alone: on the edge, where the middleware runs, the other variables
 * are nobody's business and code may not be generated, which parsing a whole object with zod tries.
 * @throws EnvironmentError when there is none; lib/boot has made one before.
 */
export function sessionPassword(): SealingPassword {
  const password = readSealingPassword(process.env.SESSION_PASSWORD ?? '')
  if (password === null) throw new EnvironmentError([`SESSION_PASSWORD ${passwordRule}`])
  return password
}

/** Whether this is `next dev`; a build has the answer put in. */
export const isDevelopment = (): boolean => process.env.NODE_ENV === 'development'
