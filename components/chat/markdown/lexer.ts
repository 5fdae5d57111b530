import { Lexer, Marked, type Token, type TokenizerAndRendererExtension, type TokensList } from 'marked'

/** A formula. `tex` null: its end has not come, so it is text. */
export type MathsToken = { type: 'maths'; raw: string; tex: string | null; isBlock: boolean }

/** Where definitions of links point to, by label. */
export type Links = TokensList['links']

const blockOpening = /^ {0,3}(?:\$\$|\\\[)/u
/** A formula on lines of its own, up to its end, an empty line or the end of the text. */
const closedBlock =
  /^ {0,3}(?:\$\$((?:(?!\$\$|\n[ \t]*\n)[\s\S])+)\$\$|\\\[((?:(?!\\\]|\n[ \t]*\n)[\s\S])+)\\\])[ \t]*(?:\n|$)/u
const openBlock =
  /^ {0,3}(?:\$\$(?:(?!\$\$|\n[ \t]*\n)[\s\S])*|\\\[(?:(?!\\\]|\n[ \t]*\n)[\s\S])*)(?=\n[ \t]*\n|$)/u

const blockMaths: TokenizerAndRendererExtension = {
  name: 'blockMaths',
  level: 'block',
  start: (src) => {
    const found = src.search(/\n {0,3}(?:\$\$|\\\[)/u)
    return found === -1 ? undefined : found + 1
  },
  tokenizer(src) {
    if (!blockOpening.test(src)) return undefined
    const closed = closedBlock.exec(src)
    if (closed) {
      const tex = (closed[1] ?? closed[2] ?? '').trim()
      return { type: 'maths', raw: closed[0], tex, isBlock: true }
    }
    const open = openBlock.exec(src)
    // The end of the text may cut the closing mark in two; that is still the open block.
    return open && open[0].trim().length > 2
      ? { type: 'maths', raw: open[0], tex: null, isBlock: true }
      : undefined
  },
}

/** Prices are no formulas: no space inside the dollars, and no digit behind the closing one. */
const inlineForms = [
  { isBlock: true, form: /^\$\$((?:(?!\$\$|\n[ \t]*\n)[\s\S])+)\$\$/u },
  {
    isBlock: false,
    form: /^\$((?:[^$\n\\\s]|\\[^\n])(?:(?:[^$\n\\]|\\[^\n])*(?:[^$\n\\\s]|\\[^\n]))?)\$(?!\d)/u,
  },
  { isBlock: false, form: /^\\\(((?:(?!\\\)|\n[ \t]*\n)[\s\S])+)\\\)/u },
  { isBlock: true, form: /^\\\[((?:(?!\\\]|\n[ \t]*\n)[\s\S])+)\\\]/u },
]

const inlineMaths: TokenizerAndRendererExtension = {
  name: 'inlineMaths',
  level: 'inline',
  start: (src) => {
    const found = src.search(/\$|\\[([]/u)
    return found === -1 ? undefined : found
  },
  tokenizer(src) {
    for (const { isBlock, form } of inlineForms) {
      const found = form.exec(src)
      if (found) return { type: 'maths', raw: found[0], tex: (found[1] ?? '').trim(), isBlock }
    }
    return undefined
  },
}

const options = new Marked({ gfm: true, extensions: [blockMaths, inlineMaths] }).defaults

/** The blocks of a Markdown text (GFM and formulas); what stands in their lines is left unread. */
export function lexBlocks(text: string): Token[] {
  const lexer = new Lexer(options)
  lexer.blockTokens(text, lexer.tokens)
  return [...lexer.tokens]
}

/** What stands in a line. */
export function lexInline(text: string, links: Links): Token[] {
  const lexer = new Lexer(options)
  lexer.tokens.links = links
  return lexer.inlineTokens(text)
}
