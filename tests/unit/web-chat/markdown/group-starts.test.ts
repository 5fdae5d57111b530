import { expect, test } from 'vitest'
import { splitBlocks } from '../../../../components/chat/markdown/block-splitter.ts'
import { groupStarts } from '../../../../components/chat/markdown/markdown.tsx'

const startsOf = (kinds: string) => {
  const text = { p: 'words', h: '## title', r: '***' }
  const lines = [...kinds].map((kind) => text[kind as keyof typeof text])
  return groupStarts(splitBlocks(lines.join('\n\n')).blocks)
}

test('groups are of eight blocks', () => {
  expect(groupStarts([])).toEqual([])
  expect(startsOf('p')).toEqual([0])
  expect(startsOf('pppppppp')).toEqual([0])
  expect(startsOf('ppppppppp')).toEqual([0, 8])
  expect(startsOf('p'.repeat(25))).toEqual([0, 8, 16, 24])
})

test('a group does not end with a heading, nor begin or end with a rule', () => {
  expect(startsOf('ppppppphp')).toEqual([0])
  expect(startsOf('ppppppphpp')).toEqual([0, 9])
  expect(startsOf('pppppppphp')).toEqual([0, 8])
  expect(startsOf('pppppppprpp')).toEqual([0, 10])
  expect(startsOf('rppppppppp')).toEqual([0, 8])
})
