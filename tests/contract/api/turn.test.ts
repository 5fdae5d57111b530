import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { StoredMessage } from '../../../lib/domain/chat.ts'
import type { Receipt } from '../../../lib/domain/receipt.ts'
import { catalog } from '../../../lib/models/catalog.ts'
import type { Client } from '../../support/client.ts'
import { signedInClient } from '../../support/shared-stack.ts'
import { readReply, type StreamedReply } from '../../support/ui-stream.ts'
import { freshMark, upstreamTurns } from '../../support/upstream-control.ts'

const model = 'google/gemma-2-27b-it'

let client: Client
beforeAll(async () => {
  client = await signedInClient()
})

const newChat = async () => (await client.createChat()).id
const receiptOf = ({ parts }: StreamedReply): Receipt => {
  const finish = parts.find((part) => part.type === 'finish')
  return (finish?.messageMetadata as { receipt: Receipt } | undefined)?.receipt as Receipt
}
const paths = {
  huggingface: '/huggingface/v1/chat/completions',
  cloudflare: '/cloudflare/ai/v1/chat/completions',
  openrouter: '/openrouter/api/v1/chat/completions',
  ollama: '/ollama/api/chat',
}

describe('every model streams through its own route', () => {
  test.each(catalog.map((entry) => [entry.id, entry] as const))('%s', async (id, entry) => {
    const chatId = await newChat()
    const mark = freshMark()
    const reply = await client.ask(id, { chatId, question: `/echo ${mark} says hello` })
    expect(reply.text).toBe(`${mark} says hello`)
    expect(reply.done).toBe(true)

    const [sent, ...others] = await upstreamTurns(mark)
    expect(others).toEqual([])
    const route = entry.routes[0]
    expect(sent?.path).toBe(paths[route.provider])
    const body = sent?.body as Record<string, unknown>
    expect(body.model).toBe(route.upstreamModel)
    expect(body.stream).toBe(true)
    expect(body.messages).toEqual([{ role: 'user', content: expect.stringContaining(mark) }])
    expect(JSON.stringify(body)).not.toContain(':-1')
    const { max_new_tokens: most } = entry.configuration('').parameters
    if (route.provider === 'ollama')
      expect(body.options).toMatchObject({ num_predict: most, num_ctx: route.contextWindowTokens })
    else expect(body.max_tokens).toBe(most)

    expect(reply.response.headers.get('x-neptun-provider')).toBe(route.provider)
    expect(reply.response.headers.get('x-neptun-upstream-model')).toBe(route.upstreamModel)
    expect(receiptOf(reply)).toMatchObject({
      model: id,
      provider: route.provider,
      upstreamModel: route.upstreamModel,
      reason: route.successor ? 'successor' : 'first-choice',
      attempts: [
        { provider: route.provider, upstreamModel: route.upstreamModel, outcome: 'ok', status: 200 },
      ],
      usage: { estimated: false },
      requestId: reply.response.headers.get('x-request-id'),
    })
    const [question, stored] = await client.messages(chatId)
    expect(question).toMatchObject({ role: 'user', content: `/echo ${mark} says hello`, status: 'complete' })
    expect(stored).toMatchObject({
      role: 'assistant',
      content: `${mark} says hello`,
      status: 'complete',
      finishReason: 'stop',
      model: id,
      parentId: question?.id,
      receipt: receiptOf(reply),
      error: null,
    })
  })
})

describe('the stream', () => {
  test('has the published headers and parts', async () => {
    const chatId = await newChat()
    const { response, parts, events } = await client.ask(model, { chatId, question: '/say 5' })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform')
    expect(response.headers.get('x-accel-buffering')).toBe('no')
    expect(response.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1')
    const [, stored] = await client.messages(chatId)
    expect(parts[0]).toEqual({
      type: 'start',
      messageId: stored?.id,
      messageMetadata: { chatId, generationId: stored?.generationId, model },
    })
    expect(response.headers.get('x-neptun-generation-id')).toBe(stored?.generationId)
    const types = parts.map((part) => part.type).filter((type, at, all) => type !== all[at - 1])
    expect(types).toEqual([
      'start',
      'start-step',
      'text-start',
      'text-delta',
      'text-end',
      'finish-step',
      'finish',
    ])
    expect(events.every((event) => event.kind === 'comment' || event.id !== null)).toBe(true)
  })

  test('text/plain gives the text alone', async () => {
    const chatId = await newChat()
    const response = await client.postChat(model, {
      chatId,
      question: '/echo only this',
      headers: { accept: 'text/plain' },
    })
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await response.text()).toBe('only this')
  })

  test.each([
    ['groq-text', 'openrouter/llama-3.3-70b-instruct'],
    ['openai-text', 'qwen/Qwen2.5-72B-Instruct'],
    ['deepseek-reasoning', 'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B'],
  ])('the recording %s comes out as exactly what it holds', async (name, id) => {
    const file = await readFile(new URL(`../../recordings/${name}.chunks.txt`, import.meta.url), 'utf8')
    const deltas = file
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line).choices[0]?.delta ?? {})
    const held = (field: string) => deltas.map((delta) => delta[field] ?? '').join('')
    const chatId = await newChat()
    const reply = await client.ask(id, { chatId, question: `/recording ${name}` })
    expect(reply.text).toBe(held('content'))
    expect(reply.reasoning).toBe(held('reasoning_content'))
    const [, stored] = await client.messages(chatId)
    expect(stored?.content).toBe(held('content'))
    expect(stored?.reasoning ?? '').toBe(held('reasoning_content'))
  })
})

describe('what is kept', () => {
  test('a repeated message id stores nothing twice and replays the reply', async () => {
    const chatId = await newChat()
    const mark = freshMark()
    const body = { messages: [{ id: 'q-1', role: 'user', content: `/echo ${mark}` }] }
    const first = await client.ask(model, { chatId, body })
    const again = await client.ask(model, { chatId, body })
    expect(again.text).toBe(first.text)
    expect(again.parts[0]).toEqual(first.parts[0])
    expect(await upstreamTurns(mark)).toHaveLength(1)
    expect((await client.messages(chatId)).map((message) => message.id)).toEqual(['q-1', expect.any(String)])
  })

  test('the same id while its reply is written follows that reply', async () => {
    const chatId = await newChat()
    const mark = freshMark()
    const body = { messages: [{ id: 'q-1', role: 'user', content: `/mark ${mark}\n/say 40\n/slow 10` }] }
    const [one, other] = await Promise.all([
      client.ask(model, { chatId, body }),
      client.ask(model, { chatId, body }),
    ])
    expect(other.text).toBe(one.text)
    expect(one.text).toContain(mark)
    expect(await upstreamTurns(mark)).toHaveLength(1)
  })

  test('regenerate gives another reply beside the earlier one', async () => {
    const chatId = await newChat()
    const messages = [{ id: 'q-1', role: 'user', content: '/say 3' }]
    await client.ask(model, { chatId, body: { messages } })
    await client.ask('openrouter/deepseek-chat', {
      chatId,
      body: { messages, trigger: 'regenerate-message' },
    })
    const stored = await client.messages(chatId)
    expect(stored.map((message) => [message.role, message.parentId])).toEqual([
      ['user', null],
      ['assistant', 'q-1'],
      ['assistant', 'q-1'],
    ])
    expect(stored[2]?.model).toBe('openrouter/deepseek-chat')
  })

  test('parent_id makes a branch', async () => {
    const chatId = await newChat()
    await client.ask(model, { chatId, question: '/say 3' })
    const first = (await client.messages(chatId))[1]
    await client.ask(model, { chatId, question: '/say 4' })
    await client.ask(model, {
      chatId,
      body: { messages: [{ role: 'user', content: '/say 5' }], parent_id: first?.id },
    })
    const stored = await client.messages(chatId)
    expect(stored.filter((message) => message.parentId === first?.id)).toHaveLength(2)
  })

  test('an empty parent_id begins the chat anew, beside its first question', async () => {
    const chatId = await newChat()
    await client.ask(model, { chatId, question: '/say 3' })
    await client.ask(model, {
      chatId,
      body: { messages: [{ id: 'anew', role: 'user', content: '/say 4' }], parent_id: '' },
    })
    const stored = await client.messages(chatId)
    expect(stored.map((message) => message.parentId)).toEqual([null, stored[0]?.id, null, 'anew'])
  })

  test('a chat is named by its first question and keeps its last model', async () => {
    const chatId = await newChat()
    await client.ask('openrouter/deepseek-chat', { chatId, question: '/echo   How do   tides work?' })
    await client.ask(model, { chatId, question: '/say 2' })
    const { chat } = await client.expectJson<{ chat: object }>('GET', `/api/chats/${chatId}`)
    expect(chat).toMatchObject({ name: '/echo How do tides work?', model, messageCount: 4 })
  })

  test('a client that leaves does not end the reply', async () => {
    const chatId = await newChat()
    const leaving = new AbortController()
    const response = await client.postChat(model, {
      chatId,
      question: '/say 60\n/slow 10',
      signal: leaving.signal,
    })
    await response.body?.getReader().read()
    leaving.abort()
    const ended = await untilEnded(chatId)
    expect(ended).toMatchObject({ status: 'complete', finishReason: 'stop' })
    expect(ended.content.trim().split(/\s+/u)).toHaveLength(60)
  })

  test('an empty reply is stored as failed and answered with a status', async () => {
    const chatId = await newChat()
    const response = await client.postChat('mistralai/Mistral-7B-Instruct-v0.3', {
      chatId,
      question: '/fault empty-reply',
    })
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({
      statusMessage: 'Internal Server Error',
      data: { code: 'upstream_malformed', provider: 'huggingface', retryable: true },
    })
    const [question, reply] = await client.messages(chatId)
    expect(question?.status).toBe('complete')
    expect(reply).toMatchObject({
      status: 'failed',
      content: '',
      error: { data: { code: 'upstream_malformed' } },
    })
  })

  test('a fault after the first byte is an error part; what was written is kept', async () => {
    const chatId = await newChat()
    const response = await client.postChat('mistralai/Mistral-7B-Instruct-v0.3', {
      chatId,
      question: '/fault cut-after 5\n/say 30\n/slow 5',
    })
    expect(response.status).toBe(200)
    const reply = await readReply(response)
    const error = reply.parts.find((part) => part.type === 'error')
    expect(JSON.parse(error?.errorText ?? '')).toMatchObject({
      statusCode: 500,
      data: { code: 'upstream_malformed', requestId: response.headers.get('x-request-id') },
    })
    expect(reply.parts.at(-1)).toMatchObject({ type: 'finish', finishReason: 'error' })
    expect(reply.done).toBe(true)
    const stored = (await client.messages(chatId))[1]
    expect(stored).toMatchObject({ status: 'failed', content: reply.text })
    expect(reply.text.trim().split(/\s+/u).length).toBeGreaterThanOrEqual(4)
  })

  test('the system prompt and the parameters of a chat shape its turns', async () => {
    const chatId = await newChat()
    const mark = freshMark()
    await client.expectJson('PATCH', `/api/chats/${chatId}`, {
      systemPrompt: 'Answer like a sailor.',
      parameters: { temperature: 0.9, topP: 0.8, maxTokens: 77 },
    })
    await client.ask('openrouter/deepseek-chat', { chatId, question: `/echo ${mark}` })
    const [sent] = await upstreamTurns(mark)
    expect(sent?.body).toMatchObject({ temperature: 0.9, top_p: 0.8, max_tokens: 77 })
    expect(sent?.body).toHaveProperty('messages.0', { role: 'system', content: 'Answer like a sailor.' })
  })
})

describe('a playground turn', () => {
  test('streams and touches nothing', async () => {
    const chatId = await newChat()
    const before = await client.expectJson('GET', '/api/chats')
    const reply = await client.ask(model, { chatId, question: '/say 5', query: { is_playground: 'true' } })
    expect(reply.text.trim().split(/\s+/u)).toHaveLength(5)
    expect(reply.response.headers.get('x-neptun-generation-id')).toMatch(/^gen_/u)
    expect(reply.events.every((event) => event.kind === 'comment' || event.id === null)).toBe(true)
    expect(await client.messages(chatId)).toEqual([])
    expect(await client.expectJson('GET', '/api/chats')).toEqual(before)
  })

  test('needs no existing chat', async () => {
    const reply = await client.ask(model, { chatId: -1, question: '/say 2', query: { is_playground: '1' } })
    expect(reply.done).toBe(true)
  })

  test('ends with its client: the upstream request is closed', async () => {
    const mark = freshMark()
    const leaving = new AbortController()
    const response = await client.postChat(model, {
      chatId: 1,
      question: `/mark ${mark}\n/say 2000\n/slow 10`,
      query: { is_playground: 'true' },
      signal: leaving.signal,
    })
    await response.body?.getReader().read()
    leaving.abort()
    await expect.poll(async () => (await upstreamTurns(mark))[0]?.closedByClient).toBe(true)
  })
})

async function untilEnded(chatId: number): Promise<StoredMessage> {
  const reply = async () => (await client.messages(chatId))[1]
  await expect.poll(async () => (await reply())?.status, { timeout: 15_000 }).not.toBe('streaming')
  const ended = await reply()
  if (!ended) throw new Error('There is no reply')
  return ended
}
