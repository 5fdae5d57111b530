import { expect, test } from 'vitest'
import { roughTokens, threadTokens } from '../../../components/chat/composer-tokens.ts'
import { estimateTokens } from '../../../lib/models/tokens.ts'

test('nothing has no tokens, and a short text as many as the server counts', () => {
  expect(roughTokens('')).toBe(0)
  expect(roughTokens('A tide comes in.')).toBe(estimateTokens('A tide comes in.'))
})

test('a long text is estimated from its middle, within a tenth of a full count', () => {
  const long = 'The spring tide follows the new moon, and the neap tide the half. '.repeat(2000)
  const full = estimateTokens(long)
  expect(Math.abs(roughTokens(long) - full)).toBeLessThan(full / 10)
})

test('a thread is the sum of its messages, with what a template adds to each', () => {
  const message = { id: 'a', role: 'user' as const, parts: [{ type: 'text' as const, text: 'one two' }] }
  const one = threadTokens([message])
  expect(one).toBeGreaterThan(roughTokens('one two'))
  expect(threadTokens([message, { ...message, id: 'b' }])).toBe(2 * one)
  expect(threadTokens([])).toBe(0)
})
