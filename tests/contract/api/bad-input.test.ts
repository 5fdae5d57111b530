import { beforeAll, describe, expect, test } from 'vitest'
import type { ErrorBody } from '../../../lib/domain/errors.ts'
import type { Client } from '../../support/client.ts'
import { sharedClient, sharedStack, signedInClient } from '../../support/shared-stack.ts'
import { freshMark, upstreamTurns } from '../../support/upstream-control.ts'

const model = 'google/gemma-2-27b-it'
const invalidModel = 'Invalid model publisher or model name'

let client: Client
let chatId: number
let foreignChatId: number
beforeAll(async () => {
  client = await signedInClient()
  chatId = (await client.createChat()).id
  foreignChatId = (await (await signedInClient()).createChat()).id
})

type Case = {
  name: string
  model?: string
  query?: string
  body?: unknown
  raw?: string
  headers?: Record<string, string>
  as?: () => Client
  expected: [status: number, statusMessage: string, code: string]
  data?: Record<string, unknown>
}

const question = (content: unknown, more: object = {}) => ({ messages: [{ role: 'user', content, ...more }] })
const body = (issue: string): Pick<Case, 'expected' | 'data'> => ({
  expected: [400, 'Invalid request body', 'invalid_body'],
  data: { issues: expect.arrayContaining([{ path: issue, message: expect.any(String) }]) },
})
const chat = (code = 'invalid_chat_id'): Case['expected'] => [400, 'Invalid chat_id', code]
const playground: Case['expected'] = [400, 'Invalid is_playground', 'invalid_is_playground']

const cases: Case[] = [
  {
    name: 'unknown publisher',
    model: 'nobody/gemma-2-27b-it',
    expected: [400, invalidModel, 'invalid_model'],
    data: { suggestions: expect.arrayContaining([model]) },
  },
  { name: 'unknown name', model: 'google/gemma-9', expected: [400, invalidModel, 'invalid_model'] },
  {
    name: 'a pair that is not allowed',
    model: 'google/deepseek-chat',
    expected: [400, invalidModel, 'invalid_model'],
  },
  {
    name: 'another case',
    model: 'qwen/qwen2.5-72b-instruct',
    expected: [400, invalidModel, 'invalid_model'],
    data: { suggestions: expect.arrayContaining(['qwen/Qwen2.5-72B-Instruct']) },
  },
  {
    name: 'a name of the prototype',
    model: '__proto__/toString',
    expected: [400, invalidModel, 'invalid_model'],
  },
  { name: 'no chat_id', query: '', expected: chat() },
  { name: 'an empty chat_id', query: '?chat_id=', expected: chat() },
  { name: 'a chat_id of letters', query: '?chat_id=abc', expected: chat() },
  { name: 'a chat_id with a fraction', query: '?chat_id=1.5', expected: chat() },
  { name: 'a chat_id of 16 digits', query: '?chat_id=1234567890123456', expected: chat() },
  { name: 'a missing chat', query: '?chat_id=999999999', expected: chat('chat_not_found') },
  { name: 'a negative chat_id', query: '?chat_id=-1', expected: chat('chat_not_found') },
  { name: 'is_playground=maybe', query: '?chat_id=CHAT&is_playground=maybe', expected: playground },
  { name: 'is_playground empty', query: '?chat_id=CHAT&is_playground=', expected: playground },
  { name: 'is_playground=TRUE', query: '?chat_id=CHAT&is_playground=TRUE', expected: playground },
  { name: 'no JSON', raw: '{"messages":', ...body('') },
  { name: 'no body', raw: '', ...body('') },
  {
    name: 'another content type',
    raw: 'messages=1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    ...body(''),
  },
  { name: 'a list', body: [], ...body('') },
  { name: 'messages missing', body: {}, ...body('messages') },
  { name: 'messages no list', body: { messages: 'hi' }, ...body('messages') },
  { name: 'no message', body: { messages: [] }, ...body('messages') },
  {
    name: '1,001 messages',
    body: { messages: Array.from({ length: 1001 }, () => ({ role: 'user', content: 'a' })) },
    ...body('messages'),
  },
  {
    name: 'role system',
    body: {
      messages: [
        { role: 'system', content: 'x' },
        { role: 'user', content: 'y' },
      ],
    },
    ...body('messages.0.role'),
  },
  { name: 'no role', body: { messages: [{ content: 'x' }] }, ...body('messages.0.role') },
  { name: 'content a number', body: question(1), ...body('messages.0.content') },
  { name: 'content of white space', body: question(' \n\t'), ...body('messages.0') },
  { name: 'content missing', body: { messages: [{ role: 'user' }] }, ...body('messages.0') },
  {
    name: 'parts without text',
    body: { messages: [{ role: 'user', content: 'x', parts: [] }] },
    ...body('messages.0'),
  },
  {
    name: 'a text part without text',
    body: { messages: [{ role: 'user', parts: [{ type: 'text' }] }] },
    ...body('messages.0.parts.0.text'),
  },
  {
    name: 'the last not from the user',
    body: {
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: 'y' },
      ],
    },
    ...body('messages.1.role'),
  },
  { name: 'an id with a space', body: question('x', { id: 'a b' }), ...body('messages.0.id') },
  { name: 'an id of 129 characters', body: question('x', { id: 'a'.repeat(129) }), ...body('messages.0.id') },
  { name: 'another trigger', body: { ...question('x'), trigger: 'resubmit' }, ...body('trigger') },
  {
    name: 'a parent of another chat',
    body: { ...question('x'), parent_id: 'msg_nobody' },
    ...body('parent_id'),
  },
  {
    name: 'a question that does not fit',
    model: 'microsoft/Phi-3-mini-4k-instruct',
    body: question('word '.repeat(8000)),
    expected: [400, 'Context too long', 'context_too_long'],
    data: { limitTokens: expect.any(Number), estimatedTokens: expect.any(Number) },
  },
  {
    name: 'a body over 1 MiB',
    body: question('x'.repeat(1024 * 1024)),
    expected: [413, 'Payload Too Large', 'body_too_large'],
  },
  { name: 'no cookie', as: () => sharedClient(), expected: [401, 'Unauthorized', 'unauthorized'] },
  {
    name: 'a junk cookie',
    headers: { cookie: 'neptun-session=Fe26.2*junk' },
    expected: [401, 'Unauthorized', 'unauthorized'],
  },
  {
    name: 'a key that is none',
    as: () => sharedClient(),
    headers: { authorization: 'Bearer npt_nothing' },
    expected: [401, 'Unauthorized', 'unauthorized'],
  },
  {
    name: 'another origin',
    headers: { origin: 'https://evil.example' },
    expected: [403, 'Forbidden', 'cross_site'],
  },
  { name: 'origin null', headers: { origin: 'null' }, expected: [403, 'Forbidden', 'cross_site'] },
  {
    name: 'a cross-site fetch',
    headers: { 'sec-fetch-site': 'cross-site' },
    expected: [403, 'Forbidden', 'cross_site'],
  },
]

function post(given: Case): Promise<Response> {
  const query = (given.query ?? '?chat_id=CHAT').replace('CHAT', String(chatId))
  return (given.as?.() ?? client).fetch(`/api/ai/${given.model ?? model}/chat${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...given.headers },
    body: given.raw ?? JSON.stringify(given.body ?? question('Hello')),
  })
}

async function expectError(response: Response, expected: Case['expected'], data: object = {}): Promise<void> {
  const [status, statusMessage, code] = expected
  expect(response.status).toBe(status)
  const error = (await response.json()) as ErrorBody
  expect(error).toMatchObject({ statusCode: status, statusMessage, data: { code, ...data } })
  expect(error.data.message.length).toBeGreaterThan(10)
  expect(error.data.requestId).toBe(response.headers.get('x-request-id'))
}

describe('a turn that is not as documented', () => {
  test.each(cases)('$name', async (given) => {
    await expectError(await post(given), given.expected, given.data)
  })

  test('another user’s chat is answered like a missing one', async () => {
    const foreign = await client.postChat(model, { chatId: foreignChatId, question: 'x' })
    const missing = await client.postChat(model, { chatId: 999999999, question: 'x' })
    const plain = async (response: Response) => {
      const error = (await response.json()) as ErrorBody
      return { ...error, data: { ...error.data, requestId: '' } }
    }
    expect(await plain(foreign)).toEqual(await plain(missing))
  })

  test('nothing of it was stored', async () => {
    expect(await client.messages(chatId)).toEqual([])
    expect(
      (await client.expectJson<{ chat: { messageCount: number } }>('GET', `/api/chats/${chatId}`)).chat
        .messageCount,
    ).toBe(0)
  })

  test('nothing of it was sent upstream', async () => {
    const mark = freshMark()
    for (const given of [
      { model: 'nobody/x', body: question(mark), expected: cases[0]?.expected },
      { query: '?chat_id=abc', body: question(mark) },
      { body: { ...question(mark), trigger: 'no' } },
      { headers: { origin: 'https://evil.example' }, body: question(mark) },
      { as: () => sharedClient(), body: question(mark) },
    ])
      expect(
        (await post({ name: '', expected: [400, '', ''], ...given } as Case)).status,
      ).toBeGreaterThanOrEqual(400)
    expect(await upstreamTurns(mark)).toEqual([])
  })

  test('errors take precedence in the published order', async () => {
    const worst = {
      name: '',
      expected: [0, '', ''] as Case['expected'],
      model: 'nobody/x',
      query: '?chat_id=abc&is_playground=maybe',
      raw: '{',
    }
    const steps: [Partial<Case>, string][] = [
      [
        {
          headers: { cookie: 'neptun-session=x', origin: 'https://evil.example' },
          raw: 'x'.repeat(1024 * 1024 + 1),
        },
        'unauthorized',
      ],
      [{ headers: { origin: 'https://evil.example' }, raw: 'x'.repeat(1024 * 1024 + 1) }, 'cross_site'],
      [{ raw: 'x'.repeat(1024 * 1024 + 1) }, 'body_too_large'],
      [{}, 'invalid_model'],
      [{ model }, 'invalid_chat_id'],
      [{ model, query: '?chat_id=999999999&is_playground=maybe' }, 'chat_not_found'],
      [{ model, query: '?chat_id=CHAT&is_playground=maybe' }, 'invalid_is_playground'],
      [{ model, query: '?chat_id=CHAT' }, 'invalid_body'],
    ]
    for (const [step, code] of steps) {
      const error = (await (await post({ ...worst, ...step })).json()) as ErrorBody
      expect(error.data.code).toBe(code)
    }
  })

  test('the caller’s request id comes back when it is well formed, else a new one', async () => {
    const given = await client.postChat(model, { headers: { 'x-request-id': 'my.id:1_-' } })
    expect(given.headers.get('x-request-id')).toBe('my.id:1_-')
    const replaced = await client.postChat(model, { headers: { 'x-request-id': 'a b' } })
    expect(replaced.headers.get('x-request-id')).not.toBe('a b')
    expect(replaced.headers.get('x-request-id')).toMatch(/^[A-Za-z0-9_.:-]{1,128}$/u)
  })
})

describe('addresses and methods', () => {
  test.each(['/api', '/api/nothing', '/api/ai/google', '/api/ai/a/b/c/d'])(
    '%s is a 404 in the one shape',
    async (path) => {
      await expectError(await client.fetch(path), [404, 'Not Found', 'not_found'])
    },
  )

  test.each([
    ['GET', `/api/ai/${model}/chat?chat_id=1`, 'POST, OPTIONS'],
    ['DELETE', '/api/chats', 'GET, POST, HEAD, OPTIONS'],
    ['POST', '/api/models', 'GET, HEAD, OPTIONS'],
    ['PUT', '/api/auth/sign-in', 'POST, OPTIONS'],
  ])('%s %s is a 405 with Allow', async (method, path, allow) => {
    const response = await client.fetch(path, { method })
    expect(response.headers.get('allow')).toBe(allow)
    await expectError(response, [405, 'Method Not Allowed', 'method_not_allowed'])
  })

  test.each(['/api/%E0%A4%A', '/api/chats/%', '/chats/%E0%A4%A', '/%c0%ae'])('%s is no 500', async (path) => {
    const response = await fetch(`${sharedStack().appOrigin}${path}`, { redirect: 'manual' })
    expect(response.status).toBeLessThan(500)
  })

  test('a publisher or name may be percent-encoded', async () => {
    const response = await client.postChat('mistralai/Mistral-7B-Instruct-v0%2E3', { chatId: 'x' })
    await expectError(response, [400, 'Invalid chat_id', 'invalid_chat_id'])
  })
})
