import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowedModelsConst } from '../../../lib/domain/model.ts'
import type { KeyClient } from '../../support/api-key.ts'
import { freshMark } from '../../support/upstream-control.ts'
import { type OwnStack, startOwnStack } from './own-stack.ts'

const gemma = 'google/gemma-2-27b-it'
const llama = 'cloudflare/llama-3.3-70b-instruct-fp8-fast'

let stack: OwnStack
let program: KeyClient
beforeAll(async () => {
  stack = await startOwnStack()
  program = stack.program
})
afterAll(() => stack.stop())

const completion = (body: object, headers: Record<string, string> = {}, path = '/api/v1/chat/completions') =>
  program.send(
    'POST',
    path,
    { model: gemma, messages: [{ role: 'user', content: '/echo hi' }], ...body },
    { headers },
  )

/** An answer that is an error in OpenAI's shape, whatever else it is. */
async function errorOf(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^application\/json/u)
  expect(response.headers.get('x-request-id')).toBeTruthy()
  const body = (await response.json()) as { error: Record<string, unknown> }
  expect(Object.keys(body)).toEqual(['error'])
  expect(Object.keys(body.error).sort()).toEqual(['code', 'message', 'param', 'type'])
  expect(body.error.message).toEqual(expect.any(String))
  return { status: response.status, ...body.error }
}

describe('the wire', () => {
  test('a stream is events, each one line of data, and closes with [DONE]', async () => {
    const response = await completion(
      { stream: true, stream_options: { include_usage: true } },
      { 'x-request-id': 'mine' },
    )
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': 'mine',
      'x-neptun-provider': 'huggingface',
      'x-neptun-upstream-model': gemma,
      'x-neptun-generation-id': expect.stringMatching(/^gen_/u),
    })
    const events = (await response.text()).split('\n\n')
    expect(events.pop()).toBe('')
    expect(events.pop()).toBe('data: [DONE]')
    for (const event of events) {
      expect(event).toMatch(/^data: \{.*\}$/u)
      expect(JSON.parse(event.slice(6))).toMatchObject({ object: 'chat.completion.chunk', model: gemma })
    }
  })

  test('a fault after the first byte is an error event, and no [DONE]', async () => {
    const messages = [{ role: 'user', content: '/say 40\n/fault cut-after 12' }]
    const response = await completion({ stream: true, model: 'mistralai/Mistral-7B-Instruct-v0.3', messages })
    expect(response.status).toBe(200)
    const events = (await response.text()).split('\n\n').filter((event) => event !== '')
    expect(JSON.parse(events.at(-1)?.slice(6) ?? '')).toEqual({
      error: { message: expect.any(String), type: 'server_error', param: null, code: 'upstream_malformed' },
    })
  })

  test('without a stream the same fault is a status', async () => {
    const messages = [{ role: 'user', content: '/say 40\n/fault cut-after 12' }]
    const response = await completion({ model: 'mistralai/Mistral-7B-Instruct-v0.3', messages })
    expect(await errorOf(response)).toMatchObject({ status: 502, code: 'upstream_malformed' })
  })

  test.each(['/api/v1/models/', '/v1/models/'])('ids work at %s with / and with %%2F', async (path) => {
    for (const id of allowedModelsConst)
      for (const given of [id, encodeURIComponent(id)])
        expect(await (await program.fetch(path + given)).json()).toMatchObject({ id, object: 'model' })
  })

  test('a session cookie asks as well, but not from another site', async () => {
    const { person } = stack
    const body = { model: gemma, messages: [{ role: 'user', content: '/echo hi' }] }
    expect((await person.send('POST', '/api/v1/chat/completions', body)).status).toBe(200)
    const foreign = await person.send('POST', '/v1/chat/completions', body, {
      headers: { origin: 'https://evil.example' },
    })
    expect(await errorOf(foreign)).toMatchObject({
      status: 403,
      type: 'permission_error',
      code: 'cross_site',
    })
    // A key is no cookie: nobody's browser sends it of its own accord.
    expect((await completion({}, { origin: 'https://elsewhere.example' })).status).toBe(200)
  })

  test('a request of instructions alone is a question', async () => {
    const mark = freshMark()
    const response = await completion({ messages: [{ role: 'system', content: `/echo ${mark}` }] })
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: mark } }] })
    expect(stack.asked(mark)[0]?.body).toMatchObject({ messages: [{ role: 'user' }] })
  })
})

describe('errors have OpenAI’s shape', () => {
  test.each([
    [[{ role: 'user', content: '' }], 'messages[0].content'],
    [
      [
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: 'Hello.' },
      ],
      'messages[1].role',
    ],
  ])('400 for %j, which is no question', async (messages, param) => {
    expect(await errorOf(await completion({ messages }))).toMatchObject({ status: 400, param })
  })

  const nowhere = [
    '/api/v1',
    '/v1',
    '/api/v1/nothing',
    '/v1/completions',
    '/v1/models%zz',
    '/api/v1/%E0%A4%A',
  ]
  test.each(nowhere)('404 at %s', async (path) => {
    for (const method of ['GET', 'POST'])
      expect(await errorOf(await program.fetch(path, { method }))).toMatchObject({ status: 404 })
  })

  test.each([
    ['/api/v1/models', 'DELETE', 'GET, HEAD, OPTIONS'],
    ['/v1/chat/completions', 'GET', 'POST, OPTIONS'],
    [`/v1/models/${gemma}`, 'PUT', 'GET, HEAD, OPTIONS'],
  ])('405 at %s', async (path, method, allow) => {
    const response = await program.fetch(path, { method })
    expect(response.headers.get('allow')).toBe(allow)
    expect(await errorOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' })
  })

  test.each(['/api/v1/models', '/v1/models', '/v1/chat/completions'])('401 at %s', async (path) => {
    const method = path.endsWith('s') && path.includes('chat') ? 'POST' : 'GET'
    const authorization = ['', 'Bearer', 'Bearer npt_nothing', 'Basic eA==']
    for (const value of authorization)
      expect(
        await errorOf(await program.fetch(path, { method, headers: { authorization: value } })),
      ).toMatchObject({
        status: 401,
        code: 'invalid_api_key',
      })
  })

  test('413, and a body that is no JSON', async () => {
    const large = await completion({ user: 'x'.repeat(1024 * 1024) })
    expect(await errorOf(large)).toMatchObject({ status: 413, code: 'body_too_large' })
    const headers = { 'content-type': 'application/json' }
    const broken = await program.fetch('/v1/chat/completions', { method: 'POST', headers, body: '{' })
    expect(await errorOf(broken)).toMatchObject({ status: 400, param: null })
  })
})

describe('a list of models', () => {
  test('is asked in order, and the answer names who gave it', async () => {
    const mark = freshMark()
    const messages = [{ role: 'user', content: `/fault http-400\n/echo ${mark}` }]
    const refused = await completion({ models: [llama], messages })
    // Both are asked, and both refuse.
    expect(await errorOf(refused)).toMatchObject({ status: 502, code: 'upstream_rejected' })
    const sent = stack.asked(mark)
    expect(sent.at(-1)?.path).toContain('/cloudflare/')
    const fine = await completion({ models: [llama] })
    expect(await fine.json()).toMatchObject({ model: gemma })
  })

  test('with a name that is none is a 404', async () => {
    expect(await errorOf(await completion({ models: ['a/b'] }))).toMatchObject({
      status: 404,
      code: 'model_not_found',
    })
  })
})
