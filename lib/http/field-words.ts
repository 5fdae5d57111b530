import type { z } from 'zod'
import type { Issue } from '../domain/errors.ts'

/** More of a name that a caller made up is no help. */
const NAME_CHARACTERS = 100

const types: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' }

/** A bound of a number, or of the length of a text or a list. */
function boundOf(least: 'least' | 'most', bound: number | bigint, origin: string, inclusive = true): string {
  const unit = units[origin]
  if (unit !== undefined)
    return least === 'least' && bound === 1 ? 'must not be empty' : `must have at ${least} ${bound}${unit}`
  if (inclusive) return `must be at ${least} ${bound}`
  return `must be ${least === 'least' ? 'more' : 'less'} than ${bound}`
}

/**
 * What is wrong with a field, said in our own words behind its name, where its schema has none; undefined leaves it to
 * zod. For `safeParse`, beside what is parsed.
 */
export const fieldWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined && issue.code !== 'unrecognized_keys' && issue.code !== 'custom')
    return 'is required'
  switch (issue.code) {
    case 'invalid_type':
      return types[issue.expected] && `must be ${types[issue.expected]}`
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`
    case 'too_small':
      return boundOf('least', issue.minimum, issue.origin, issue.inclusive)
    case 'too_big':
      return boundOf('most', issue.maximum, issue.origin, issue.inclusive)
    case 'invalid_format':
      return 'is malformed'
    case 'invalid_union':
      return 'has the wrong type'
    default:
      return undefined
  }
}

/** What zod found, in the shape of `data.issues`: each field that nobody knows by its own name. */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.')
    if (issue.code !== 'unrecognized_keys')
      return [{ path, message: path === '' ? `The body ${issue.message}` : issue.message }]
    const within = path === '' ? '' : `${path}.`
    return issue.keys.map((key) => ({
      path: `${within}${key.slice(0, NAME_CHARACTERS)}`,
      message: 'is not a known field',
    }))
  })
}
