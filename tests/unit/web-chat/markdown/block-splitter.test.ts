import fc from 'fast-check'
import type { Token } from 'marked'
import { describe, expect, test } from 'vitest'
import { BlockSplitter, splitBlocks } from '../../../../components/chat/markdown/block-splitter.ts'

/** What decides about block borders, in pieces small enough to be cut anywhere. */
const pieces = [
  ...[
    'word',
    'a | b',
    '| 1 | 2 |',
    '|--|--|',
    'http://x.y/z',
    '[l]: http://x',
    '[l]: http://xyz',
    '[l]',
    'x$5',
  ],
  ...['# ', '## ', '#', '- ', '-', '* ', '1. ', '1.', '2) ', '> ', '>', '    ', '  ', ' ', '\t', '- [ ] '],
  ...['\n', '\n', '\n\n', '\n\n', '\r\n', '```', '```js\n', '~~~', '`', '---', '===', '***', '**', '_'],
  ...['$$', '$$\n', '\\[', '\\]', '$', '<div>', '</div>', '<!--', '-->', '<', '&amp;', '\\'],
]
const markdown = fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((parts) => parts.join(''))
const shapes = (blocks: readonly Token[]) => blocks.map(({ type, raw }) => ({ type, raw }))

describe('a growing text', () => {
  test('has the same blocks as the whole text, wherever it was cut', () => {
    fc.assert(
      fc.property(markdown, fc.array(fc.nat(60), { maxLength: 12 }), (text, cuts) => {
        const splitter = new BlockSplitter()
        for (const cut of cuts.toSorted((one, other) => one - other)) splitter.split(text.slice(0, cut))
        const grown = splitter.split(text)
        const whole = splitBlocks(text)
        expect(shapes(grown.blocks)).toEqual(shapes(whole.blocks))
        expect(grown.links).toEqual(whole.links)
      }),
      { numRuns: 3000 },
    )
  })

  test('has them also character by character', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        const splitter = new BlockSplitter()
        for (let end = 1; end <= text.length; end += 1) splitter.split(text.slice(0, end))
        const grown = splitter.split(text)
        expect(shapes(grown.blocks)).toEqual(shapes(splitBlocks(text).blocks))
        expect(grown.links).toEqual(splitBlocks(text).links)
      }),
      { numRuns: 1500 },
    )
  })

  test('keeps the blocks that are closed as the very same objects', () => {
    const splitter = new BlockSplitter()
    const before = splitter.split('# One\n\nTwo\n\nThree\n\nFo').blocks
    const after = splitter.split('# One\n\nTwo\n\nThree\n\nFour\n\n- five').blocks
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2))
    expect(after[0]).toBe(before[0])
    expect(after[1]).toBe(before[1])
  })

  test('keeps its link definitions as one object until another comes', () => {
    const splitter = new BlockSplitter()
    const { links } = splitter.split('[a]: http://a.example\n\nOne')
    expect(splitter.split('[a]: http://a.example\n\nOne and two').links).toBe(links)
    expect(splitter.split('[a]: http://a.example\n\nOne and two\n\n[b]: http://b.example').links).not.toBe(
      links,
    )
  })

  test('that is another text begins anew', () => {
    const splitter = new BlockSplitter()
    splitter.split('One\n\nTwo\n\nThree\n\nFour')
    expect(shapes(splitter.split('Other').blocks)).toEqual(shapes(splitBlocks('Other').blocks))
  })
})

describe('a splitter taken over', () => {
  const text = ['one', 'two', 'three', 'four', 'five', 'six'].join('\n\n')
  const splitter = new BlockSplitter()
  const before = splitter.split(text).blocks

  test('for a text that goes on finds its former blocks again', () => {
    const longer = `${text} and more\n\nseven`
    const next = splitter.takenOverFor(longer)
    expect(next.length).toBe(text.length)
    expect(next.split(longer).blocks[0]).toBe(before[0])
    expect(shapes(next.split(longer).blocks)).toEqual(shapes(splitBlocks(longer).blocks))
  })

  test('for a text that ends sooner knows what stands before its end', () => {
    for (let length = 0; length < text.length; length += 1) {
      const shorter = text.slice(0, length)
      const next = splitter.takenOverFor(shorter)
      expect(shapes(next.split(shorter).blocks)).toEqual(shapes(splitBlocks(shorter).blocks))
      expect(shapes(next.split(text).blocks)).toEqual(shapes(before))
    }
    expect(splitter.takenOverFor(text.slice(0, -2)).split(text).blocks[0]).toBe(before[0])
  })

  test('for another text knows nothing, and leaves the first one as it was', () => {
    const next = splitter.takenOverFor('one\n\nother')
    expect(next.length).toBe(0)
    next.split('one\n\nother')
    expect(splitter.split(text).blocks).toBe(before)
  })

  test('for a text with other line ends is the same', () => {
    expect(splitter.takenOverFor(`${text}\n\nseven`.replaceAll('\n', '\r\n')).length).toBe(text.length)
  })
})
