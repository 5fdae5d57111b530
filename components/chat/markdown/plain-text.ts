import type { Token, Tokens } from 'marked'
import { splitBlocks } from './block-splitter.ts'
import { decodeEntities } from './entities.ts'
import { type Links, lexInline } from './lexer.ts'

const children = (token: Token): readonly Token[] => ('tokens' in token && token.tokens) || []

function words(token: Token): string {
  if (token.type === 'br') return '\n'
  if (token.type === 'codespan' || token.type === 'escape' || token.type === 'image') return token.text
  if (children(token).length > 0) return children(token).map(words).join('')
  return decodeEntities(token.raw)
}

const line = (text: string, links: Links) => lexInline(text, links).map(words).join('')

const indented = (text: string) => text.replaceAll('\n', '\n  ')

function listText({ items, ordered, start }: Tokens.List, links: Links): string {
  return items
    .map((item, index) => {
      const mark = ordered ? `${Number(start || 1) + index}.` : '-'
      const below = item.tokens.filter(({ type }) => type !== 'checkbox')
      return `${mark} ${indented(below.map((token) => blockText(token, links)).join('\n'))}`
    })
    .join('\n')
}

function blockText(token: Token, links: Links): string {
  switch (token.type) {
    case 'heading':
    case 'paragraph':
    case 'text':
      return line(token.text, links)
    case 'code':
      return token.text
    case 'list':
      return listText(token as Tokens.List, links)
    case 'blockquote':
      return joined(children(token), links)
    case 'table': {
      const { header, rows } = token as Tokens.Table
      return [header, ...rows].map((row) => row.map(({ text }) => line(text, links)).join('\t')).join('\n')
    }
    case 'hr':
      return '———'
    case 'def':
    case 'space':
      return ''
    default:
      return token.raw.trim()
  }
}

const joined = (tokens: readonly Token[], links: Links) =>
  tokens
    .map((token) => blockText(token, links))
    .filter((text) => text !== '')
    .join('\n\n')

/** A Markdown text as one would read it out, without its marks. */
export function plainText(markdown: string): string {
  const { blocks, links } = splitBlocks(markdown)
  return joined(blocks, links)
}
