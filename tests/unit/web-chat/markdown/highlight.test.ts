import { expect, test } from 'vitest'
import { highlight, piecesOfParts } from '../../../../components/chat/markdown/highlight.ts'
import { partsOf } from '../../../../components/chat/text-in-parts.tsx'

test('colours go over the parts of a code without losing a character, also where a comment runs on', async () => {
  const lines = Array.from({ length: 30 }, (_, at) => `const value${at} = 'text ${at}' & x < ${at}`)
  const code = [...lines, '/* a comment', ...lines.map((line) => ` * ${line}`), ' */', ...lines].join('\n')
  const parts = partsOf(code, 300)
  const pieces = piecesOfParts(await highlight(code, 'typescript'), parts)
  expect(parts.length).toBeGreaterThan(8)
  expect(pieces.map((own) => own.map(({ text }) => text).join(''))).toEqual(parts)
  const inComment = pieces.find((_, at) => parts[at]?.startsWith(' * '))
  expect(inComment?.[0]?.className).toBe('hljs-comment')
})
