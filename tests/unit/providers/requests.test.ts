import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ProviderName, providerNames } from '../../../lib/domain/receipt.ts'
import type { PromptMessage, Sampling, SamplingName } from '../../../lib/models/provider.ts'
import { FakeUpstream, pointProvidersAt } from '../upstream/fake-upstream.ts'
import { spoken, texts, wholeReply } from '../upstream/frames.ts'
import { outcomeOf } from '../upstream/outcome.ts'
import { providers } from './by-name.ts'

const upstream = new FakeUpstream()
beforeAll(async () => {
  await upstream.start()
  pointProvidersAt(upstream.origin)
})
beforeEach(() => upstream.afresh())
afterAll(() => upstream.stop())

const messages: PromptMessage[] = [
  { role: 'system', text: 'Be brief.' },
  { role: 'user', text: 'Hello “you”' },
  { role: 'assistant', text: 'Hi!' },
  { role: 'user', text: 'And\nnow?' },
]
const everything: Sampling = {
  maxTokens: 300,
  contextWindowTokens: 8192,
  temperature: 0.6,
  topP: 0.9,
  typicalP: 0.2,
  repetitionPenalty: 1.1,
  presencePenalty: 0.3,
  frequencyPenalty: 0.4,
  seed: 7,
  stop: ['END'],
}
const least: Sampling = { maxTokens: 300, contextWindowTokens: 8192 }

async function sentBy(name: ProviderName, sampling: Sampling, reasoning = false) {
  upstream.answer = (response) => response.end(wholeReply(spoken[name], texts('Hi')))
  const { thrown } = await outcomeOf(providers[name], {
    upstreamModel: 'acme/Model-1',
    messages,
    sampling,
    reasoning,
  })
  expect(thrown).toBe(null)
  return upstream.last
}

const plainMessages = messages.map(({ role, text }) => ({ role, content: text }))
const openAiWords = { temperature: 0.6, top_p: 0.9, presence_penalty: 0.3, frequency_penalty: 0.4, seed: 7 }
const streamed = {
  model: 'acme/Model-1',
  max_tokens: 300,
  stream: true,
  stream_options: { include_usage: true },
}

describe('what is sent', () => {
  test('to Hugging Face', async () => {
    const { url, method, headers, body } = await sentBy('huggingface', everything)
    expect(`${method} ${url}`).toBe('POST /hf/v1/chat/completions')
    expect(headers).toMatchObject({ authorization: 'Bearer hf-secret', 'content-type': 'application/json' })
    expect(body).toEqual({ ...streamed, ...openAiWords, stop: ['END'], messages: plainMessages })
  })

  test.each([false, true])('to Cloudflare, for a model that thinks: %s', async (reasoning) => {
    const { url, headers, body } = await sentBy('cloudflare', everything, reasoning)
    expect(url).toBe('/cf/client/v4/accounts/acct/ai/v1/chat/completions')
    expect(headers.authorization).toBe('Bearer cf-secret')
    expect(body).toEqual({ ...streamed, ...openAiWords, repetition_penalty: 1.1, messages: plainMessages })
  })

  test('to Cloudflare within its ranges', async () => {
    const { body } = await sentBy('cloudflare', { ...least, topP: 0, seed: -3, repetitionPenalty: 7 })
    expect(body).toEqual({
      ...streamed,
      top_p: 0.001,
      seed: 1,
      repetition_penalty: 2,
      messages: plainMessages,
    })
  })

  test('to OpenRouter', async () => {
    const { url, headers, body } = await sentBy('openrouter', everything)
    expect(url).toBe('/or/api/v1/chat/completions')
    expect(headers).toMatchObject({ authorization: 'Bearer or-secret', 'x-openrouter-title': 'Neptun' })
    expect(body).toEqual({
      ...streamed,
      ...openAiWords,
      stop: ['END'],
      repetition_penalty: 1.1,
      usage: { include: true },
      // Its package writes the system prompt as a list of parts; on the wire every content is a string.
      messages: plainMessages,
    })
  })

  test('to Ollama', async () => {
    const { url, headers, body } = await sentBy('ollama', everything)
    expect(url).toBe('/ollama/api/chat')
    expect(headers.authorization).toBe('Bearer ollama-secret')
    expect(body).toEqual({
      model: 'acme/Model-1',
      stream: true,
      think: false,
      keep_alive: '15m',
      options: {
        num_ctx: 8192,
        num_predict: 300,
        temperature: 0.6,
        top_p: 0.9,
        typical_p: 0.2,
        repeat_penalty: 1.1,
        presence_penalty: 0.3,
        frequency_penalty: 0.4,
        seed: 7,
        stop: ['END'],
      },
      messages: plainMessages,
    })
  })

  test('to Ollama for a model that thinks, which decides that itself', async () => {
    expect((await sentBy('ollama', least, true)).body).not.toHaveProperty('think')
  })
})

/** Every name under which a parameter could be sent by anyone. */
const spellings: Record<SamplingName, string[]> = {
  temperature: ['temperature'],
  topP: ['top_p'],
  typicalP: ['typical_p'],
  repetitionPenalty: ['repetition_penalty', 'repeat_penalty'],
  presencePenalty: ['presence_penalty'],
  frequencyPenalty: ['frequency_penalty'],
  seed: ['seed'],
  stop: ['stop'],
}
const namesIn = (body: Record<string, unknown>) =>
  new Set([...Object.keys(body), ...Object.keys((body.options ?? {}) as Record<string, unknown>)])

describe.each(providerNames)('%s', (name) => {
  test('sends each parameter, or lists it as inexpressible', async () => {
    const sent = namesIn((await sentBy(name, everything)).body)
    for (const [parameter, names] of Object.entries(spellings))
      expect([parameter, names.some((spelling) => sent.has(spelling))]).toEqual([
        parameter,
        !providers[name].inexpressible.includes(parameter as SamplingName),
      ])
  })

  test('sends nothing for what is absent, and never a -1', async () => {
    const names = Object.values(spellings).flat()
    for (const sampling of [least, { ...least, typicalP: -1, repetitionPenalty: -1 }]) {
      const { body } = await sentBy(name, sampling)
      expect([...namesIn(body)].filter((key) => names.includes(key))).toEqual([])
      expect(JSON.stringify(body)).not.toContain('-1,')
    }
  })

  test('sends a body of 1 MiB whole', async () => {
    upstream.answer = (response) => response.end(wholeReply(spoken[name], texts('Hi')))
    const text = 'ü'.repeat(512 * 1024)
    await outcomeOf(providers[name], { messages: [{ role: 'user', text }] })
    expect((upstream.last.body.messages as { content: string }[])[0]?.content === text).toBe(true)
  })
})
