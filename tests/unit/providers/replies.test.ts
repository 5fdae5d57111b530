import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ProviderName, providerNames } from '../../../lib/domain/receipt.ts'
import { FakeUpstream, pointProvidersAt } from '../upstream/fake-upstream.ts'
import { framed, spoken, texts, wholeReply } from '../upstream/frames.ts'
import { faultOf, outcomeOf } from '../upstream/outcome.ts'
import { providers } from './by-name.ts'

const upstream = new FakeUpstream()
beforeAll(async () => {
  await upstream.start()
  pointProvidersAt(upstream.origin)
})
beforeEach(() => upstream.afresh())
afterAll(() => upstream.stop())

function outcome(name: ProviderName, body: string, reasoning = false) {
  upstream.answer = (response) => response.end(body)
  return outcomeOf(providers[name], { reasoning })
}
const sse = (...frames: unknown[]) => `${framed(spoken.huggingface, frames)}data: [DONE]\n\n`
const delta = (fields: object, more: object = {}) => ({ choices: [{ index: 0, delta: fields, ...more }] })
const stop = delta({}, { finish_reason: 'stop' })

describe.each(providerNames)('%s: thoughts', (name) => {
  const voice = spoken[name]
  test('kept apart by the provider', async () => {
    const deltas = [
      { type: 'reasoning', text: 'hmm ' } as const,
      { type: 'reasoning', text: 'so' } as const,
      ...texts('Yes', '.'),
    ]
    expect(await outcome(name, wholeReply(voice, deltas), true)).toMatchObject({
      reasoning: 'hmm so',
      text: 'Yes.',
      order: ['reasoning', 'text'],
    })
  })
  test.each([
    ['both tags', ['<thi', 'nk>\nhm', 'm</th', 'ink>\n\nYes', '.'], 'hmm', 'Yes.'],
    ['no opening tag', ['hm', 'm</', 'think>', '\n\nYes', '.'], 'hmm', 'Yes.'],
  ])('in the text: %s', async (_what, pieces, reasoning, text) => {
    expect(await outcome(name, wholeReply(voice, texts(...pieces)), true)).toMatchObject({ reasoning, text })
  })
  test('unclosed, because the length was used up', async () => {
    const reply = wholeReply(voice, texts('hm', 'm and'), 'length')
    expect(await outcome(name, reply, true)).toMatchObject({
      reasoning: 'hmm and',
      text: '',
      finish: { finishReason: 'length' },
    })
  })
  test('none at all: the answer is not lost', async () => {
    expect((await outcome(name, wholeReply(voice, texts('Yes', '.')), true)).text).toBe('Yes.')
  })
  test('that were cut off stay thoughts', async () => {
    const cut = await outcome(name, framed(voice, texts('hm', 'm').map(voice.piece)), true)
    expect(cut).toMatchObject({ reasoning: 'hmm', text: '' })
    expect(faultOf(cut).code).toBe('upstream_malformed')
  })
  test('of a model that does not think are text as they stand', async () => {
    const text = 'Write <think>so</think>.'
    expect(await outcome(name, wholeReply(voice, texts(text)))).toMatchObject({ text, reasoning: '' })
  })
})

describe('the many shapes of a chunk', () => {
  const reasoningNames = ['huggingface', 'openrouter'] as const
  const everyName = ['huggingface', 'cloudflare', 'openrouter'] as const

  test.each(everyName)('%s: what says nothing is passed over', async (name) => {
    const body = sse(
      { id: '', model: '', choices: [], prompt_filter_results: [] },
      {
        id: '',
        choices: [
          { index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null, logprobs: null },
        ],
        usage: null,
      },
      delta({ content: null }),
      { object: 'ping' },
      { choices: null },
      { choices: [null] },
      { choices: [{ index: 0 }] },
      { choices: [{ index: 0, delta: null }] },
      delta({
        tool_calls: [{ index: 0, id: 'x', type: 'function', function: { name: 'f', arguments: '{"a"' } }],
      }),
      delta({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }),
      delta({ tool_calls: [{ function: {} }] }),
      delta({ content: 'Hi', annotations: [{ type: 'unknown' }], role: 'strange' }),
      7,
      'text',
      null,
      { choices: [{ delta: { content: '!' } }] },
      stop,
      {
        choices: [],
        usage: { prompt_tokens: 1, completion_tokens: 2, completion_tokens_details: { reasoning_tokens: 3 } },
      },
    )
    expect(await outcome(name, body)).toMatchObject({
      text: 'Hi!',
      thrown: null,
      finish: {
        finishReason: 'stop',
        usage: { inputTokens: 1, outputTokens: 2, reasoningTokens: 3, estimated: false },
      },
    })
  })

  test.each(reasoningNames)('%s: thoughts under every name', async (name) => {
    const body = sse(
      delta({ reasoning_content: '', content: null }),
      delta({ reasoning_content: 'a' }),
      delta({ reasoning: 'b' }),
      delta({ thinking: 'c' }),
      delta({ reasoning: 'd', reasoning_details: [{ type: 'reasoning.text', text: 'd' }] }),
      delta({
        reasoning_details: [
          { type: 'reasoning.summary', summary: 'e' },
          { type: 'reasoning.encrypted', data: 'x' },
        ],
      }),
      delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'f' }] }] }),
      delta({ content: [{ type: 'thinking', thinking: 'g' }, { type: 'image_url' }, null] }),
      delta({ content: [{ type: 'text', text: 'Yes.' }] }),
      stop,
    )
    expect(await outcome(name, body)).toMatchObject({ reasoning: 'abcdefg', text: 'Yes.', thrown: null })
  })

  test.each(everyName)('%s: a refusal in words is text, and content-filter', async (name) => {
    expect(await outcome(name, sse(delta({ refusal: 'I will not.' }), stop))).toMatchObject({
      text: 'I will not.',
      finish: { finishReason: 'content-filter' },
    })
  })

  test.each([
    ['stop', 'stop'],
    ['eos_token', 'stop'],
    ['stop_sequence', 'stop'],
    ['STOP', 'stop'],
    ['length', 'length'],
    ['MAX_TOKENS', 'length'],
    ['content_filter', 'content-filter'],
    ['tool_calls', 'other'],
    ['constructor', 'other'],
  ])('finish reason %s is %s', async (told, finishReason) => {
    for (const name of everyName) {
      const body = sse(delta({ content: 'Hi' }), delta({}, { finish_reason: told }))
      expect((await outcome(name, body)).finish?.finishReason).toBe(finishReason)
    }
  })

  test('an end mark without a finish reason ends a reply', async () => {
    expect((await outcome('huggingface', sse(delta({ content: 'Hi' })))).finish?.finishReason).toBe('other')
  })

  test('finish reason and usage on the last piece, and no end mark', async () => {
    const last = {
      ...delta({ content: 'Hi' }, { finish_reason: 'length' }),
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    }
    expect(await outcome('huggingface', framed(spoken.huggingface, [last]))).toMatchObject({
      text: 'Hi',
      finish: { finishReason: 'length', usage: { inputTokens: 1, outputTokens: 2, reasoningTokens: 0 } },
    })
  })

  test('what is told of usage is used, what is not is not made up', async () => {
    for (const usage of [{}, { prompt_tokens: 4 }, { prompt_tokens: -1, completion_tokens: 'x' }, null])
      expect(
        (await outcome('huggingface', sse(delta({ content: 'Hi' }), stop, { choices: [], usage }))).finish
          ?.usage,
      ).toBe(null)
    const cost = { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, cost: 0.00125 } }
    expect((await outcome('openrouter', sse(delta({ content: 'Hi' }), stop, cost))).finish).toMatchObject({
      costUsd: 0.00125,
    })
  })

  test('an error behind the finish reason is not hidden by it', async () => {
    const body = framed(spoken.huggingface, [
      delta({ content: 'Hi' }),
      stop,
      { error: { code: 500, message: 'x' } },
    ])
    expect(faultOf(await outcome('huggingface', body)).code).toBe('upstream_unavailable')
  })
})

describe('Ollama', () => {
  const line = (fields: object) => `${JSON.stringify(fields)}\n`
  test('lines with fields missing or unknown', async () => {
    const body =
      line({ message: { content: 'Hi', tool_calls: [{ function: {} }] } }) +
      line({ model: 'm' }) +
      line({ message: null }) +
      '\r\n' +
      line({ message: { content: '!' }, done: true, done_reason: 'length' })
    expect(await outcome('ollama', body)).toMatchObject({
      text: 'Hi!',
      finish: { finishReason: 'length', usage: null },
    })
  })
  test('an old one that names no reason', async () => {
    expect(
      (await outcome('ollama', line({ message: { content: 'Hi' }, done: true }))).finish?.finishReason,
    ).toBe('stop')
  })
})

test('no package prints what an upstream sends', async () => {
  const printed = ['warn', 'error', 'log', 'info', 'debug'] as const
  const spies = printed.map((method) => vi.spyOn(console, method))
  for (const name of providerNames) {
    const voice = spoken[name]
    await outcome(
      name,
      `${framed(voice, [voice.piece({ type: 'text', text: 'Hi' }), voice.error('secret')])}`,
    )
    await outcome(name, 'garbage\ndata: garbage\n\n{')
  }
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
})
