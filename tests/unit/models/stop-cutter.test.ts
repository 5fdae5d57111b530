import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProviderPart } from '../../../lib/models/provider.ts'
import { cutAtStop } from '../../../lib/models/stop-cutter.ts'

const finish: ProviderPart = { type: 'finish', finishReason: 'length', usage: null, costUsd: null }
const wasClosed = { value: false }
async function* partsOf(pieces: readonly string[]): AsyncGenerator<ProviderPart> {
  wasClosed.value = false
  try {
    for (const text of pieces) yield { type: 'text', text }
    yield finish
  } finally {
    wasClosed.value = true
  }
}
async function cut(pieces: readonly string[], stop: readonly string[]) {
  let text = ''
  let reason = ''
  for await (const part of cutAtStop(partsOf(pieces), stop)) {
    if (part.type === 'finish') reason = part.finishReason
    else text += part.text
  }
  return { text, reason }
}

test('ends before the first mark, however the text was cut, and closes what it reads from', async () => {
  expect(await cut(['one tw', 'o <e', 'nd', '> three'], ['<end>'])).toEqual({
    text: 'one two ',
    reason: 'stop',
  })
  expect(wasClosed.value).toBe(true)
  expect(await cut(['ab', 'ab', 'ac'], ['abac'])).toEqual({ text: 'ab', reason: 'stop' })
})

test('leaves a reply without a mark as it is, half a mark at its end included', async () => {
  expect(await cut(['one <en'], ['<end>'])).toEqual({ text: 'one <en', reason: 'length' })
})

test('gives out what it held back before the fault that a reply breaks off with', async () => {
  async function* breaking(...pieces: string[]): AsyncGenerator<ProviderPart> {
    for (const text of pieces) yield { type: 'text', text }
    throw new Error('broke off')
  }
  const said = async (...pieces: string[]) => {
    const texts: string[] = []
    const reading = async () => {
      for await (const part of cutAtStop(breaking(...pieces), ['<end>']))
        if (part.type === 'text') texts.push(part.text)
    }
    await expect(reading()).rejects.toThrow('broke off')
    return texts
  }
  expect(await said('one <en')).toEqual(['one ', '<en'])
  expect(await said('one', ' two')).toEqual(['one', ' two'])
  // Nobody has seen anything of it, so another route may begin.
  expect(await said('<en')).toEqual([])
})

test('does what cutting the whole text would do', async () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', 'c'), { maxLength: 12 })
  const marks = fc.array(fc.constantFrom('ab', 'bab', 'cc', 'aba', 'c'), { minLength: 1, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(letters, marks, async (pieces, stop) => {
      const whole = pieces.join('')
      const places = stop.map((mark) => whole.indexOf(mark)).filter((index) => index >= 0)
      const expected = places.length > 0 ? whole.slice(0, Math.min(...places)) : whole
      expect((await cut(pieces, stop)).text).toBe(expected)
    }),
  )
})
