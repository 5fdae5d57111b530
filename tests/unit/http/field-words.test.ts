import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { chatListQuery, chatPatchBody, messageListQuery, newChatBody } from '../../../lib/chat/chat-input.ts'
import { turnBody } from '../../../lib/chat/request.ts'
import { newApiKeyBody } from '../../../lib/completions/api-key-body.ts'
import { completionBody } from '../../../lib/completions/body.ts'
import { fieldWords, issuesOf } from '../../../lib/http/field-words.ts'
import { givenCredentials, newCredentials, signOutOptions } from '../../../lib/session/credentials.ts'
import { usageQuery } from '../../../lib/usage/query.ts'

const wordsOf = (schema: z.ZodType, value: unknown) => {
  const { error } = schema.safeParse(value, { error: fieldWords })
  return error ? issuesOf(error).map(({ path, message }) => `${path}: ${message}`) : []
}

describe('what is wrong with a field', () => {
  const fields = z.strictObject({
    text: z.string().min(2).max(3).optional(),
    count: z.int().min(1).max(9).optional(),
    share: z.number().gt(0).max(1).optional(),
    list: z.array(z.boolean()).min(1).max(2).optional(),
    kind: z.enum(['a', 'b']).optional(),
    day: z.iso.date().optional(),
    either: z.union([z.string(), z.array(z.string())]).optional(),
    own: z.string({ error: 'is ours' }).optional(),
    inner: z.strictObject({ needed: z.string() }).optional(),
  })
  test.each([
    [{ text: 7 }, 'text: must be a text'],
    [{ text: 'a' }, 'text: must have at least 2 characters'],
    [{ text: 'abcd' }, 'text: must have at most 3 characters'],
    [{ count: 1.5 }, 'count: must be a whole number'],
    [{ count: 0 }, 'count: must be at least 1'],
    [{ count: 10 }, 'count: must be at most 9'],
    [{ share: 0 }, 'share: must be more than 0'],
    [{ list: {} }, 'list: must be a list'],
    [{ list: [] }, 'list: must not be empty'],
    [{ list: [true, true, true] }, 'list: must have at most 2 entries'],
    [{ list: [1] }, 'list.0: must be true or false'],
    [{ kind: 'c' }, 'kind: must be one of a, b'],
    [{ day: 'x' }, 'day: is malformed'],
    [{ either: 1 }, 'either: has the wrong type'],
    [{ own: 1 }, 'own: is ours'],
    [{ inner: null }, 'inner: must be an object'],
    [{ inner: {} }, 'inner.needed: is required'],
    [{ inner: { needed: '', more: 1 } }, 'inner.more: is not a known field'],
    [{ more: 1 }, 'more: is not a known field'],
    [[], ': The body must be an object'],
  ])('%j: %s', (value, words) => {
    expect(wordsOf(fields, value)).toEqual([words])
  })
})

const schemas: Record<string, z.ZodType> = {
  ...{ chatListQuery, chatPatchBody, messageListQuery, newChatBody, turnBody, newApiKeyBody },
  ...{ completionBody, givenCredentials, newCredentials, signOutOptions, usageQuery },
}
/** The fields of all of them, so that what is made up is more than unknown. */
const names = [
  ...['name', 'model', 'messages', 'role', 'content', 'parts', 'type', 'text', 'receipt', 'usage', 'error'],
  ...['parameters', 'temperature', 'topP', 'maxTokens', 'max_tokens', 'stop', 'stream', 'stream_options'],
  ...['expiresAt', 'models', 'email', 'password', 'everywhere', 'from', 'to', 'group', 'limit', 'trigger'],
]
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(null, true, -1, 0.5, 1e9, '', 'user', 'x', 'text', '2030-02-30'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 5 }),
  ),
}))
const ofZod = /Invalid|expected|received|Too (small|big)|Unrecognized/u

test.each(Object.entries(schemas))('nothing wrong with %s is said in zod’s words', (_name, schema) => {
  fc.assert(
    fc.property(anything, (value) => {
      for (const words of wordsOf(schema, value)) expect(words).not.toMatch(ofZod)
    }),
  )
})
