import { htmlRefusal, type RefusalContext, type RefusalName } from '../dialect.ts'

/** Cloudflare's body of every error. */
export const envelope = (code: number, message: string) => ({
  result: null,
  success: false,
  errors: [{ code, message }],
  messages: [],
})

type Row = readonly [status: number, code: number, message: string]
const noModel =
  (status: number, code: number) =>
  (model: string): Row => [status, code, `No such model ${model} or task`]
/** Out of capacity for a moment: a retry may help. */
export const capacity: Row = [429, 3040, 'Capacity temporarily exceeded, please try again.']
/** The free allocation of the day is used up: no retry helps. */
export const daily: Row = [
  429,
  3036,
  'You have used up your daily free allocation of 10,000 neurons. Please upgrade to the Workers Paid plan to continue.',
]

/** providers.md A1. What Cloudflare has no code for is answered with the nearest one and the status that was asked for. */
const refusals: Record<Exclude<RefusalName, 'http-502-html'>, Row | ((model: string) => Row)> = {
  'http-400': [400, 5004, 'AiError: Invalid data: the input does not match the schema of the model'],
  'http-401': [401, 10_000, 'Authentication error'],
  'http-402': [402, 5035, 'This model needs a paid plan'],
  'http-403': [403, 5018, 'This account is not allowed to access this model'],
  'http-403-moderation': [403, 5018, 'This account is not allowed to access this model'],
  'http-404': noModel(404, 3042),
  'http-408': [408, 3007, 'Request timeout'],
  'http-413': [413, 3006, 'Request is too large'],
  'http-422': [422, 5004, 'AiError: Invalid data: the input does not match the schema of the model'],
  'http-429': [429, 971, 'Please wait and consider throttling your request speed'],
  'http-500': [500, 3043, 'Internal server error'],
  'http-503': [503, 10_001, 'Service unavailable'],
  'http-503-loading': [503, 10_001, 'Service unavailable'],
  'http-504': [504, 3007, 'Request timeout'],
  'cf-3036': daily,
  'cf-3040': capacity,
  'cf-3007': [408, 3007, 'Request timeout'],
  'cf-5007': noModel(400, 5007),
  quota: daily,
  overloaded: capacity,
  'no-endpoints': noModel(400, 5007),
  'model-not-supported': noModel(400, 5007),
}

/** The refusal of that name. */
export function refusal(name: RefusalName, { model, detail }: RefusalContext) {
  if (name === 'http-502-html') return htmlRefusal(502, 'Bad gateway')
  const entry = refusals[name]
  const [status, code, message] = typeof entry === 'function' ? entry(model) : entry
  return { status, body: envelope(code, detail ? `AiError: Invalid data: ${detail}` : message) }
}
