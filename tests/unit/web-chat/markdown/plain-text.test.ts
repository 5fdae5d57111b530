import { expect, test } from 'vitest'
import { plainText } from '../../../../components/chat/markdown/plain-text.ts'

test('a reply is copied as it is read', () => {
  expect(
    plainText(
      '# Title\n\nSome **bold** `code` and [a link](https://x.example) &amp; more.\n\n- one\n- two\n  1. three\n\n|a|b|\n|-|-|\n|1|*2*|\n\n```js\nlet a = "**"\n```\n\n> said\n>\n> twice',
    ),
  ).toBe(
    'Title\n\nSome bold code and a link & more.\n\n- one\n- two\n  1. three\n\na\tb\n1\t2\n\nlet a = "**"\n\nsaid\n\ntwice',
  )
})
