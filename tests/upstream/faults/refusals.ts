import { type Answer, bodyAnswer } from '../answer.ts'
import { htmlRefusal, type Refusal, type RefusalName, refusalAnswer } from '../dialect.ts'
import type { Fault } from './fault.ts'

const descriptions: Record<RefusalName, string> = {
  'http-400': 'Refuses the request as malformed.',
  'http-401': 'Refuses the key.',
  'http-402': 'Wants to be paid first.',
  'http-403': 'Knows the key but does not allow it to.',
  'http-403-moderation': 'Refuses the content, as OpenRouter and Hugging Face do (a plain 403 elsewhere).',
  'http-404': 'Finds no such thing; plain text at Hugging Face.',
  'http-408': 'Gave up waiting for the request.',
  'http-413': 'Finds the request too large.',
  'http-422': 'Finds a parameter out of range.',
  'http-429': 'Asks to slow down, with Retry-After when seconds are given (`date` sends it as a date).',
  'http-500': 'Broke inside.',
  'http-502-html': 'A proxy in front answers with an HTML page.',
  'http-503': 'Is not available.',
  'http-503-loading': 'Is still loading the model.',
  'http-504': 'Waited in vain for whoever is behind it.',
  'cf-3036': 'The daily allocation is used up (elsewhere: the credits); a retry is useless.',
  'cf-3040': 'Out of capacity for a moment (elsewhere: overloaded); a retry may help.',
  'cf-3007': 'Timed out inside (elsewhere: 504).',
  'cf-5007': 'No such model (in each dialect’s words).',
  quota: 'All credits are used up, in each dialect’s words.',
  overloaded: 'Too busy right now, in each dialect’s words.',
  'no-endpoints': 'Nobody serves this model (OpenRouter’s 404; elsewhere: no such model).',
  'model-not-supported': 'The model is not supported (Hugging Face’s 400; elsewhere: no such model).',
}

/** Retry-After as a number of seconds, or as the HTTP date that lies so far ahead. */
const retryAfterOf = (seconds: number | undefined, asDate: boolean) => {
  if (seconds === undefined) return undefined
  return asDate ? new Date(Date.now() + seconds * 1000).toUTCString() : String(seconds)
}

/** The bodies that an error may have instead of the dialect's own. */
const otherBodies: Record<string, (refusal: Refusal) => Refusal> = {
  empty: (refusal) => ({ ...refusal, body: '', contentType: 'application/json' }),
  html: (refusal) => ({ ...refusal, ...htmlRefusal(refusal.status, 'Error') }),
  text: (refusal) => ({ ...refusal, body: 'upstream connect error or disconnect/reset before headers' }),
  mislabelled: (refusal) => ({ ...refusal, body: JSON.stringify(refusal.body), contentType: 'text/plain' }),
}

/**
 * The fault that answers with a dialect's error response of that name. A number becomes Retry-After (`date`: as a date);
 * `empty`, `html`, `text` and `mislabelled` replace the body.
 */
export const refusalFault = (name: RefusalName): Fault => ({
  description: descriptions[name],
  answer: (_answer, { numbers, words }, { dialect, model }) => {
    const retryAfter = retryAfterOf(numbers[0], words.includes('date'))
    let refusal = dialect.refusal(name, {
      model,
      ...(numbers[0] !== undefined && { retryAfter: String(numbers[0]) }),
    })
    if (retryAfter !== undefined)
      refusal = { ...refusal, headers: { ...refusal.headers, 'Retry-After': retryAfter } }
    for (const word of words) refusal = otherBodies[word]?.(refusal) ?? refusal
    return refusalAnswer(refusal)
  },
})

/** The dialect's error object, sent as JSON with status 200; a number chooses which. */
export const errorWith200: NonNullable<Fault['answer']> = (_answer, { numbers }, { dialect, model }) => {
  const wanted = `http-${numbers[0]}`
  const name =
    Object.keys(descriptions).find((known): known is RefusalName => known === wanted) ?? 'overloaded'
  const { body } = dialect.refusal(name, { model })
  return bodyAnswer(
    200,
    'application/json',
    typeof body === 'string' ? JSON.stringify({ error: body }) : JSON.stringify(body),
  )
}

/** A page where a stream was expected. */
export const pageWith200 = (): Answer =>
  bodyAnswer(
    200,
    'text/html; charset=utf-8',
    '<!DOCTYPE html>\n<title>Sign in</title>\n<p>Please sign in to this network.</p>\n',
  )
