import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ContextInput, contextFor, fitIntoRoute } from '../../../lib/chat/context.ts'
import { catalog, findModel } from '../../../lib/models/catalog.ts'
import { estimateTokens } from '../../../lib/models/tokens.ts'

function input(id: string, given: Partial<ContextInput>): ContextInput {
  const model = findModel(id)
  if (!model) throw new Error(id)
  return { model, messages: [], systemPrompt: null, parameters: {}, ...given }
}

const user = (text: string) => ({ role: 'user' as const, text })
const assistant = (text: string) => ({ role: 'assistant' as const, text })
const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ')

const fittedOf = (given: ContextInput) => {
  const fitted = fitIntoRoute(given, given.model.routes[0])
  if (!('messages' in fitted)) throw new Error('does not fit')
  return fitted
}

describe('fitting a conversation into a window', () => {
  test('what fits is sent as it is, system prompt first', () => {
    const fitted = fittedOf(
      input('cloudflare/llama-3.3-70b-instruct-fp8-fast', {
        systemPrompt: 'Be brief.',
        messages: [user('One'), assistant('1'), user('Two')],
      }),
    )
    expect(fitted.messages).toEqual([
      { role: 'system', text: 'Be brief.' },
      user('One'),
      assistant('1'),
      user('Two'),
    ])
    expect(fitted.droppedTurns).toBe(0)
  })

  test('whole turns go from the oldest on; system prompt and question stay', () => {
    const fitted = fittedOf(
      input('openrouter/deepseek-chat', {
        systemPrompt: 'S',
        messages: [
          user(words(60_000)),
          assistant('first'),
          user(words(60_000)),
          assistant('second'),
          user('question'),
        ],
      }),
    )
    expect(fitted.droppedTurns).toBeGreaterThan(0)
    expect(fitted.messages[0]).toEqual({ role: 'system', text: 'S' })
    expect(fitted.messages.at(-1)).toEqual(user('question'))
    expect(fitted.messages[1]?.role).toBe('user')
  })

  test('a question that does not fit alone is refused with both numbers', () => {
    const given = input('microsoft/Phi-3-mini-4k-instruct', { messages: [user(words(5000))] })
    expect(() => contextFor(given)).toThrow(
      expect.objectContaining({
        code: 'context_too_long',
        status: 400,
        statusMessage: 'Context too long',
        details: { limitTokens: 2944, estimatedTokens: expect.any(Number) },
      }),
    )
  })

  test('models without a system role read it before the first question, in strict turns', () => {
    const fitted = fittedOf(
      input('google/gemma-2-27b-it', {
        systemPrompt: 'S',
        messages: [assistant('hello'), user('a'), user('b'), assistant('c'), user('d')],
      }),
    )
    expect(fitted.messages).toEqual([user('S\n\na\n\nb'), assistant('c'), user('d')])
  })

  test('-1 is never sent, a chat’s parameters win', () => {
    const plain = fittedOf(input('openrouter/deepseek-chat', { messages: [user('x')] })).sampling
    expect(plain).toMatchObject({ temperature: undefined, typicalP: undefined, repetitionPenalty: undefined })
    const set = fittedOf(
      input('deepseek-ai/DeepSeek-R1-Distill-Qwen-32B', {
        messages: [user('x')],
        parameters: { temperature: 0.1, topP: 0.5, maxTokens: 99 },
      }),
    ).sampling
    expect(set).toMatchObject({
      temperature: 0.1,
      topP: 0.5,
      maxTokens: 99,
      typicalP: 0.2,
      repetitionPenalty: 1.1,
    })
  })

  test('prompt and reply never exceed the window of any route', () => {
    const message = fc.record({
      role: fc.constantFrom<'user' | 'assistant'>('user', 'assistant'),
      text: fc.integer({ min: 0, max: 3000 }).map(words),
    })
    fc.assert(
      fc.property(
        fc.constantFrom(...catalog),
        fc.array(message, { maxLength: 12 }),
        fc.option(fc.integer({ min: 1, max: 500_000 }), { nil: undefined }),
        (model, messages, maxTokens) => {
          const given = {
            model,
            messages: [...messages, user('q')],
            systemPrompt: null,
            parameters: { maxTokens },
          }
          for (const route of model.routes) {
            const fitted = fitIntoRoute(given, route)
            if (!('messages' in fitted)) continue
            const prompt = fitted.messages.reduce((sum, { text }) => sum + estimateTokens(text), 0)
            expect(prompt + fitted.sampling.maxTokens).toBeLessThan(route.contextWindowTokens)
            expect(fitted.messages.at(-1)?.text.endsWith('q')).toBe(true)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
