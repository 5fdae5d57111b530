import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { splitBlocks } from '../../../../components/chat/markdown/block-splitter.ts'
import { readHighlighted } from '../../../../components/chat/markdown/highlight.ts'
import { groupStarts, Markdown } from '../../../../components/chat/markdown/markdown.tsx'
import { ReplyText } from '../../../../components/chat/reply-text.tsx'

const html = (text: string) => renderToStaticMarkup(<ReplyText text={text} isWriting={false} />)
const elements = (text: string) => new Set(html(text).match(/(?<=<)[a-z]\w*/gu))

describe('what a reply may not do', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'a <b onclick="x()">b</b> c',
    '<iframe src="https://evil.example"></iframe>',
    '- <svg onload=alert(1)>',
    '| <img src=x> |\n|--|\n| <script>1</script> |',
    '> <form action=x><input></form>',
    '<!-- comment --> <style>*{}</style>',
  ])('HTML stays text: %s', (text) => {
    const known = new Set('div p ul li blockquote table thead tbody tr th td em strong'.split(' '))
    expect([...elements(text)].filter((name) => !known.has(name))).toEqual([])
    expect(html(text)).toContain('&lt;')
  })

  test.each([
    '[x](javascript:alert(1))',
    '[x](  JaVaScRiPt:alert(1))',
    '[x](java&#115;cript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:x)',
    '<javascript:alert(1)>',
    '[x](/settings)',
    '[x](//evil.example)',
    '![x](javascript:alert(1))',
    '[x]\n\n[x]: javascript:alert(1)',
  ])('no link leads there: %s', (text) => {
    expect(html(text)).not.toContain('href')
  })

  test('a link to the web leaves nothing behind', () => {
    expect(html('[x](https://a.example/b "t")')).toContain(
      '<a href="https://a.example/b" title="t" target="_blank" rel="noopener noreferrer nofollow">x</a>',
    )
    expect(html('[x](mailto:a@b.example)')).toContain('href="mailto:a@b.example"')
  })

  test('an image is asked for by nobody but the reader', () => {
    const shown = html('![A cat](https://a.example/cat.png)')
    expect(shown).not.toContain('<img')
    expect(shown).toContain('href="https://a.example/cat.png"')
    expect(shown).toContain('A cat')
    expect(shown).toContain('a.example')
  })
})

describe('what a reply looks like', () => {
  test('headings make an outline without gaps, wherever they begin', () => {
    expect(html('## A\n\n#### B\n\n## C\n\n# D\n\n## E').match(/<h\d/gu)).toEqual([
      '<h3',
      '<h4',
      '<h3',
      '<h3',
      '<h4',
    ])
  })

  test('lists, tasks, tables, quotations, breaks', () => {
    expect(html('3. a\n4. b')).toContain('<ol start="3">')
    expect(html('- [x] done\n- [ ] open')).toMatch(/aria-label="Done:".*aria-label="To do:"/u)
    expect(html('|a|b|\n|:-:|--|\n|1|**2**|')).toMatch(
      /<th style="text-align:center">a<\/th>.*<strong>2<\/strong>/u,
    )
    expect(html('> q')).toContain('<blockquote')
    expect(html('a<br>b')).toContain('a<br/>b')
    expect(html('~~a~~ `x < y` &amp; &#9731; &nope;')).toContain(
      '<del>a</del> <code>x &lt; y</code> &amp; ☃ &amp;nope;',
    )
  })

  test('a definition at the end serves a link at the beginning', () => {
    expect(html('See [it].\n\ntext\n\ntext\n\n[it]: https://a.example/')).toContain(
      'href="https://a.example/"',
    )
  })

  test('formulas are told from prices', () => {
    expect(html('It costs $5 or $10.')).toContain('It costs $5 or $10.')
    expect(html('so $x^2$ is')).toContain('<span dir="ltr">$x^2$</span>')
    expect(html('text\n$$\na\n$$\nmore')).toMatch(/<p dir="auto">text\n?<\/p><span[^>]*aria-label="Formula"/u)
    expect(html('`$x$`')).toContain('<code>$x$</code>')
  })

  test('code names its language and stands as it was written', () => {
    const shown = html('```ts title=x\nif (a < b) {}\n```')
    expect(shown).toContain('aria-label="Code: ts"')
    expect(shown).toContain('<code>if (a &lt; b) {}</code>')
  })

  test('each paragraph has the direction of its own letters', () => {
    expect(html('Hello\n\nשלום')).toContain('<p dir="auto">שלום</p>')
  })
})

test('highlighted code is read as data', () => {
  expect(
    readHighlighted('a <span class="hljs-string">&quot;&lt;b&gt;<span class="x">c</span>&amp;lt;</span>'),
  ).toEqual([
    { text: 'a ', className: '' },
    { text: '"<b>', className: 'hljs-string' },
    { text: 'c', className: 'x' },
    { text: '&lt;', className: 'hljs-string' },
  ])
})

test('of a long text its end is drawn before what stands above it, and then all of it in order', () => {
  const blocks = splitBlocks(Array.from({ length: 100 }, (_, at) => `Paragraph ${at}.`).join('\n\n'))
  const drawn = (leftOut: number) =>
    renderToStaticMarkup(<Markdown {...blocks} isOpen={false} leftOut={leftOut} />).match(/\d+(?=\.)/gu)
  const groups = groupStarts(blocks.blocks).length
  expect(groups).toBeGreaterThan(3)
  expect(drawn(groups - 1)?.at(-1)).toBe('99')
  expect(drawn(groups - 1)?.length).toBeLessThan(50)
  expect(drawn(0)).toEqual(Array.from({ length: 100 }, (_, at) => String(at)))
})

test('a reply runs the way of its first letter', () => {
  expect(html('1. שלום\n2. hello')).toMatch(/^<div class="[^"]*" dir="rtl">/u)
  expect(html('| 1 | a |\n|--|--|\n\nשלום')).toMatch(/^<div class="[^"]*" dir="ltr">/u)
})
