import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { partsOf, TextInParts } from '../../../components/chat/text-in-parts.tsx'

const text = Array.from({ length: 300 }, (_, at) => `line ${at}${at % 7 === 0 ? '\n' : ''}`).join('\n')

test('however a text grows, all but its last part stay as they are', () => {
  let before: string[] = []
  for (let length = 0; length <= text.length; length += 13) {
    const parts = partsOf(text.slice(0, length), 100)
    expect(parts.join('')).toBe(text.slice(0, length))
    expect(parts.slice(0, before.length - 1)).toEqual(before.slice(0, -1))
    before = parts
  }
  expect(before.length).toBeGreaterThan(10)
})

test('every part but the last ends with a line, and no part is only the end of one', () => {
  const parts = partsOf(`${text}\n`, 100)
  for (const part of parts.slice(0, -1)) expect(part).toMatch(/^[\s\S]{100,}\n$/u)
  expect(parts.at(-1)).not.toBe('')
})

test('a short text is only itself', () => {
  expect(renderToStaticMarkup(<TextInParts text={'a\nb\n'} />)).toBe('a\nb\n')
  expect(renderToStaticMarkup(<TextInParts text={'x\n'.repeat(1500)} />)).toMatch(
    /^<span[^>]*>(?:x\n)+<\/span><span/u,
  )
})
