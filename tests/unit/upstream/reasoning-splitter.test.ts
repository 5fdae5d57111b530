import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ReplyDelta } from '../../../lib/domain/chat.ts'
import type { FinishReason } from '../../../lib/domain/receipt.ts'
import { ReasoningSplitter } from '../../../lib/models/upstream/reasoning-splitter.ts'

function split(pieces: readonly string[], end: FinishReason = 'stop', thinksInText = true) {
  const out = { reasoning: '', text: '', order: [] as string[] }
  const splitter = new ReasoningSplitter((type: ReplyDelta['type'], text) => {
    expect(text).not.toBe('')
    out[type] += text
    if (out.order.at(-1) !== type) out.order.push(type)
  }, thinksInText)
  for (const piece of pieces) splitter.text(piece)
  splitter.end(end)
  return out
}
/** Whole, and character by character: a cut must never show. */
function bothWays(text: string, end?: FinishReason, thinksInText?: boolean) {
  const whole = split([text], end, thinksInText)
  expect(split([...text], end, thinksInText)).toEqual(whole)
  return whole
}

describe('thoughts in the text', () => {
  test.each([
    ['both tags', '<think>\nhmm\n</think>\n\nYes.', 'hmm', 'Yes.'],
    ['white space in front', '\n <think>hmm</think>Yes.', 'hmm', 'Yes.'],
    ['no opening tag', 'hmm, so\n\nit is\n</think>\n\nYes.', 'hmm, so\n\nit is', 'Yes.'],
    ['an empty thought', '<think>\n\n</think>\n\nYes.', '', 'Yes.'],
    ['an empty thought without its opening tag', '</think>\n\nYes.', '', 'Yes.'],
    [
      'tags that are the answer’s own',
      '<think>a</think>Write <think>x</think> so.',
      'a',
      'Write <think>x</think> so.',
    ],
    [
      'signs that look like tags',
      '<think>a < b </thinking> </ think> <</think>c </t',
      'a < b </thinking> </ think> <',
      'c </t',
    ],
    [
      'an opening tag inside a thought',
      'they wrote <think> there</think>Yes.',
      'they wrote <think> there',
      'Yes.',
    ],
  ])('%s', (_what, text, reasoning, answer) => {
    expect(bothWays(text)).toMatchObject({ reasoning, text: answer })
  })

  test('a thought is given out while it comes', () => {
    const given: string[] = []
    const splitter = new ReasoningSplitter((type, text) => given.push(`${type} ${text}`), true)
    splitter.text('Let me')
    splitter.text(' see')
    expect(given).toEqual(['reasoning Let me', 'reasoning  see'])
  })
})

describe('a reply without a closing tag', () => {
  test('that ended by itself and has no tag at all was an answer', () => {
    expect(bothWays('Just an answer.\n')).toEqual({
      reasoning: 'Just an answer.\n',
      text: 'Just an answer.\n',
      order: ['reasoning', 'text'],
    })
  })
  test.each(['length', 'error'] as const)('that was cut off (%s) stays a thought', (end) => {
    expect(bothWays('thinking still ', end)).toMatchObject({ reasoning: 'thinking still ', text: '' })
    expect(bothWays('<think>thinking </thi', end)).toMatchObject({ reasoning: 'thinking </thi', text: '' })
  })
  test('whose tag said that it thinks stays a thought, however it ended', () => {
    expect(bothWays('<think>hmm', 'stop')).toMatchObject({ reasoning: 'hmm', text: '' })
  })
  test('that is the beginning of a tag is text', () => {
    expect(bothWays('<thi')).toMatchObject({ reasoning: '', text: '<thi' })
  })
})

describe('of a model that is not known to think in its text', () => {
  const of = (text: string, end?: FinishReason) => bothWays(text, end, false)
  test.each([
    ['a block in front is a thought', ' \n<think>\nhmm\n</think>\n\nYes.', 'hmm', 'Yes.'],
    ['an empty block is none', '<think></think>Yes.', '', 'Yes.'],
    ['a block further on is text', 'Write <think>x</think> so.', '', 'Write <think>x</think> so.'],
    ['an end without a beginning is text', 'so </think> it is', '', 'so </think> it is'],
    ['an end in front is text', '</think>\nYes.', '', '</think>\nYes.'],
    ['white space in front stays', '\n\n  Yes.\n', '', '\n\n  Yes.\n'],
    ['what only looks like a tag is text', ' <thinking>x', '', ' <thinking>x'],
    ['half a tag is text', ' <thi', '', ' <thi'],
  ])('%s', (_what, text, reasoning, answer) => {
    expect(of(text)).toMatchObject({ reasoning, text: answer })
  })
  test('a block without an end is shown twice rather than lost, but not where it was cut off', () => {
    const text = ' <think> is a tag.'
    expect(of(text)).toMatchObject({ reasoning: 'is a tag.', text })
    expect(of(text, 'length')).toMatchObject({ reasoning: 'is a tag.', text: '' })
    expect(of(' <thi', 'error')).toMatchObject({ reasoning: '', text: ' <thi' })
  })
  test('white space before thoughts that the provider keeps apart stays', () => {
    const out: string[] = []
    const splitter = new ReasoningSplitter((type, text) => out.push(`${type} ${text}`), false)
    splitter.text('\n')
    splitter.keptApart()
    splitter.text('Yes.')
    expect(out).toEqual(['text \n', 'text Yes.'])
  })
})

test('what the provider keeps apart is left alone', () => {
  const out: string[] = []
  const splitter = new ReasoningSplitter((type, text) => out.push(`${type} ${text}`), true)
  splitter.text('\n')
  splitter.keptApart()
  splitter.text('Say <think> and </think>.')
  splitter.end('stop')
  expect(out).toEqual(['text Say <think> and </think>.'])
})

test('an endless run of white space is not kept back', () => {
  let given = 0
  const splitter = new ReasoningSplitter((_type, text) => {
    given += text.length
  }, true)
  splitter.text('hmm')
  for (let round = 0; round < 100; round += 1) splitter.text('\n'.repeat(100))
  expect(given).toBeGreaterThan(9_000)
})

test('wherever tags and text are cut, the same comes out', () => {
  const word = fc.constantFrom(
    'a',
    ' ',
    '\n',
    '<',
    '/',
    'think',
    '>',
    '<think>',
    '</think>',
    '</thin',
    'ü',
    '😀',
  )
  const end = fc.constantFrom<FinishReason>('stop', 'length', 'other', 'error', 'content-filter')
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 30 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      end,
      fc.boolean(),
      (words, cuts, reason, thinksInText) => {
        const text = words.join('')
        const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort(
          (one, other) => one - other,
        )
        const pieces = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length))
        const whole = split(text === '' ? [] : [text], reason, thinksInText)
        expect(
          split(
            pieces.filter((piece) => piece !== ''),
            reason,
            thinksInText,
          ),
        ).toEqual(whole)
        // Nothing but tags and the white space around them is ever lost.
        const kept = (whole.reasoning + whole.text).replace(/\s/gu, '')
        for (const sign of ['a', 'ü', '😀']) if (text.includes(sign)) expect(kept).toContain(sign)
      },
    ),
    { numRuns: 500 },
  )
})
