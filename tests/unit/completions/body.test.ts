import { describe, expect, test } from 'vitest'
import { completionBody } from '../../../lib/completions/body.ts'
import { ignoredFields, refusedFields } from '../../../lib/completions/fields.ts'
import { completionRequest } from '../../../lib/completions/request.ts'

const plain = { model: 'google/gemma-2-27b-it', messages: [{ role: 'user', content: 'hi' }] }
const faultsOf = (more: object) => {
  const parsed = completionBody.safeParse({ ...plain, ...more })
  return parsed.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? []
}

/** What each refused field asks with, and what it may stand there with. */
const asking: Record<string, unknown> = {
  tools: [{ type: 'function', function: { name: 'f' } }],
  tool_choice: 'required',
  functions: [{ name: 'f' }],
  function_call: { name: 'f' },
  n: 2,
  response_format: { type: 'json_object' },
  logprobs: true,
  top_logprobs: 3,
  logit_bias: { '50256': -100 },
  modalities: ['text', 'audio'],
  audio: { voice: 'alloy', format: 'wav' },
  reasoning_effort: 'low',
  verbosity: 'low',
  web_search_options: {},
  moderation: { model: 'x' },
}
const asksNothing: Record<string, unknown> = {
  ...{ tools: [], tool_choice: 'auto', functions: [], function_call: 'none', n: 1, logprobs: false },
  ...{ response_format: { type: 'text' }, top_logprobs: 0, logit_bias: {}, modalities: ['text'] },
}

describe('a field that changes the answer and is not supported', () => {
  test.each(Object.keys(refusedFields))('%s is refused by its name', (name) => {
    expect(asking).toHaveProperty(name)
    expect(faultsOf({ [name]: asking[name] })).toEqual([
      expect.stringMatching(`^${name} .+ not supported here$`),
    ])
    expect(faultsOf({ [name]: null })).toEqual([])
  })
  test.each(Object.entries(asksNothing))('%s may stand there where it asks for nothing', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([])
  })
  test('that nobody knows is refused as unknown', () => {
    expect(faultsOf({ top_k: 5 })).toEqual(['top_k is not a known parameter'])
  })
  test.each([
    [{ role: 'tool', content: 'x', tool_call_id: '1' }, 'messages.0.role'],
    [{ role: 'assistant', content: null, tool_calls: [{}] }, 'messages.0.tool_calls'],
    [
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] },
      'messages.0.content.0.type',
    ],
    [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }, 'messages.0.content.0.type'],
  ])('%j in the messages', (message, path) => {
    expect(faultsOf({ messages: [message] })).toEqual([
      expect.stringMatching(`^${path} .* not supported here$`),
    ])
  })
})

test('harmless fields are ignored', () => {
  for (const name of ignoredFields)
    if (!name.includes('.')) expect(faultsOf({ [name]: 'anything' })).toEqual([])
  expect(faultsOf({ stream: true, stream_options: { include_obfuscation: false } })).toEqual([])
  expect(faultsOf({ messages: [{ role: 'user', content: 'hi', name: 'Ada' }] })).toEqual([])
})

test.each([
  [{ messages: [] }, 'messages'],
  [{ model: '' }, 'model'],
  [{ messages: [{ role: 'robot', content: 'x' }] }, 'messages.0.role'],
  [{ messages: [{ role: 'user' }] }, 'messages.0.content'],
  [{ messages: [{ role: 'user', content: 7 }] }, 'messages.0.content'],
  [{ temperature: 2.1 }, 'temperature'],
  [{ top_p: 0 }, 'top_p'],
  [{ max_tokens: 0 }, 'max_tokens'],
  [{ stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop'],
  [{ seed: 1.5 }, 'seed'],
  [{ presence_penalty: 3 }, 'presence_penalty'],
  [{ stream_options: { include_usage: true } }, 'stream_options'],
])('%j is refused and names %s', (more, path) => {
  expect(faultsOf(more).map((fault) => fault.split(' ')[0])).toContain(path)
})

const hi = { role: 'user', content: 'hi' }
test.each([
  [[hi, { role: 'assistant', content: 'Hello' }], 'messages.1.role the last must be user'],
  [
    [hi, { role: 'assistant', content: 'Hello' }, { role: 'system', content: 'x' }],
    'messages.1.role the last must be user',
  ],
  [[hi, { role: 'user', content: '' }], 'messages.1.content a user message needs a text'],
  [
    [{ role: 'user', content: [{ type: 'text', text: ' ' }] }],
    'messages.0.content a user message needs a text',
  ],
  [[{ role: 'user', content: [] }], 'messages.0.content a user message needs a text'],
  [[{ role: 'system', content: '' }], 'messages needs a message with a text'],
])('%j is no question', (messages, fault) => {
  expect(faultsOf({ messages })).toEqual([fault])
})

test.each([
  [[{ role: 'system', content: 'hi' }]],
  [[hi, { role: 'assistant', content: '' }]],
  [[hi, { role: 'assistant', content: null }]],
  [[{ role: 'assistant', content: 'Hello' }, hi]],
])('%j is a question', (messages) => {
  expect(faultsOf({ messages })).toEqual([])
})

test('instructions stand before the talk, wherever they were said, and models are asked once each', () => {
  const asked = completionRequest(
    completionBody.parse({
      ...plain,
      models: ['google/gemma-2-27b-it', 'openrouter/deepseek-chat'],
      messages: [
        { role: 'system', content: 'One.' },
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: null },
        { role: 'developer', content: 'Two.' },
        { role: 'user', content: 'again' },
      ],
    }),
  )
  expect(asked.systemPrompt).toBe('One.\n\nTwo.')
  expect(asked.messages.map(({ text }) => text)).toEqual(['hi', 'again'])
  expect(asked.models.map(({ id }) => id)).toEqual(['google/gemma-2-27b-it', 'openrouter/deepseek-chat'])
})
