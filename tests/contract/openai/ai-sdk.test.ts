import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import {
  APICallError,
  DefaultChatTransport,
  generateText,
  readUIMessageStream,
  streamText,
  type UIMessage,
} from 'ai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../support/client.ts'
import { freshMark } from '../../support/upstream-control.ts'
import { type OwnStack, startOwnStack } from './own-stack.ts'

const gemma = 'google/gemma-2-27b-it'
const thinker = 'deepseek-ai/DeepSeek-R1-Distill-Qwen-32B'

let stack: OwnStack
let client: Client
let apiKey: string
beforeAll(async () => {
  stack = await startOwnStack()
  client = stack.person
  apiKey = stack.key.key
})
afterAll(() => stack.stop())

describe('createOpenAICompatible of the AI SDK', () => {
  const provider = () =>
    createOpenAICompatible({
      name: 'neptun',
      baseURL: `${stack.origin}/api/v1`,
      apiKey,
      includeUsage: true,
    })

  test('generates', async () => {
    const { text, usage, finishReason } = await generateText({
      model: provider()(gemma),
      prompt: '/echo Hello',
    })
    expect([text, finishReason]).toEqual(['Hello', 'stop'])
    expect(usage.outputTokens).toBeGreaterThan(0)
  })

  test('streams text, thoughts and usage', async () => {
    const result = streamText({ model: provider()(thinker), prompt: '/think 6\n/echo Hello' })
    expect(await result.text).toBe('Hello')
    expect(await result.reasoningText).toBeTruthy()
    expect((await result.usage).inputTokens).toBeGreaterThan(0)
  })

  test('knows our errors', async () => {
    const asked = generateText({ model: provider()('no/model'), prompt: 'hi', maxRetries: 0 })
    const error = await asked.then(
      () => null,
      (fault: unknown) => fault,
    )
    expect(APICallError.isInstance(error) && error.statusCode).toBe(404)
    expect(String(error)).toContain('does not exist')
  })
})

describe('DefaultChatTransport, which useChat of @ai-sdk/react sends with, from outside', () => {
  const ways = {
    'a cookie': () => ({ cookie: client.cookieHeader }),
    'a key': () => ({ authorization: `Bearer ${apiKey}` }),
  }

  test.each(['a cookie', 'a key'] as const)('has a stored conversation with %s', async (way) => {
    const chat = await client.createChat({ model: gemma })
    const api = `${stack.origin}/api/ai/${gemma}/chat?chat_id=${chat.id}`
    const transport = new DefaultChatTransport<UIMessage>({ api, headers: ways[way]() })
    const mark = freshMark()
    const question = `/echo ${mark}`
    const messages: UIMessage[] = [
      { id: 'question-1', role: 'user', parts: [{ type: 'text', text: question }] },
    ]
    const stream = await transport.sendMessages({
      trigger: 'submit-message',
      chatId: String(chat.id),
      messageId: undefined,
      messages,
      abortSignal: undefined,
    })
    let reply: UIMessage | undefined
    for await (const message of readUIMessageStream({ stream })) reply = message
    const text = reply?.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
    expect(text).toBe(mark)
    expect((await client.messages(chat.id)).map(({ content }) => content)).toEqual([question, mark])
  })
})
