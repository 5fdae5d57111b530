import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { queryWords, searchWords } from '../../../lib/store/search-words.ts'

describe('the words of a text', () => {
  test.each([
    ['Hello, WORLD! hello', ['hello', 'world']],
    ["don't stop", ['don', 't', 'stop']],
    ['snake_case v1.2-3', ['snake', 'case', 'v1', '2', '3']],
    ['Ünïcödé e\u0301', ['unicode', 'e']],
    ['Straße STRASSE', ['strasse']],
    ['ΟΔΟΣ οδός', ['οδοσ']],
    ['İstanbul', ['istanbul']],
    ['ＡＢＣ ﬁn x²', ['abc', 'fin', 'x2']],
    ['Ёлка', ['елка']],
    ['हिन्दी भाषा', ['हिन्दी', 'भाषा']],
    ['한국어', ['한국어']],
    ['iPhone手机', ['iphone', '手机', '机']],
    ['ガラス', ['ガラ', 'ラス', 'ス']],
    ['1️⃣ ❤️ 👍🏽 great🎉🎉', ['1', '❤', '👍', 'great', '🎉']],
    ['👩‍💻 🇩🇪🇪🇸', ['👩', '💻', '🇩🇪', '🇪🇸']],
    ['', []],
    ['\ud800 a\udc00b', ['a', 'b']],
  ])('of %j are %j', (text, words) => {
    expect(searchWords(text)).toEqual(words)
  })

  test('are cut where they are very long', () => {
    expect(searchWords(`${'x'.repeat(63)}𐐨y é`)).toEqual(['x'.repeat(63), 'e'])
  })

  test('hold nothing that a store could take for a sign of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const word of searchWords(text))
          expect(word).toMatch(/^[\p{L}\p{N}\p{M}]+$|^\p{RI}{2}$|^\p{ExtPict}$/u)
        for (const word of searchWords(text)) expect(word).toMatch(/^[^\0-/:-@A-Z[-`{-\x7f]+$/u)
      }),
    )
  })

  test('are the same with and without the short way of ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(searchWords(`${text} é`).filter((word) => word !== 'e')).toEqual(
          searchWords(text).filter((word) => word !== 'e'),
        )
      }),
    )
  })
})

describe('the words of a query', () => {
  test.each([
    ['the theory of', ['theory', 'of']],
    ['机', ['机']],
    ['手机', ['手机']],
    ['a ab abc', ['abc']],
    ['👍🏽', ['👍']],
    ['  ', []],
  ])('%j are %j', (query, words) => {
    expect(queryWords(query)).toEqual(words)
  })

  test('are no more than 32', () => {
    const many = Array.from({ length: 100 }, (_, index) => `w${index}w`).join(' ')
    expect(queryWords(many)).toHaveLength(32)
  })

  test('find any text that they are taken from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const words = searchWords(text)
        for (const wanted of queryWords(text))
          expect(words.some((word) => word.startsWith(wanted))).toBe(true)
      }),
    )
  })
})
