import type { Token } from 'marked'
import { type Links, lexBlocks } from './lexer.ts'

/** What comes later can still change this many blocks at the end: a `#` becomes a heading, then a word of the paragraph above. */
const OPEN_BLOCKS = 2

export type Blocks = { blocks: readonly Token[]; links: Links }

const nested = (token: Token): readonly Token[] =>
  'items' in token && Array.isArray(token.items) ? token.items : ('tokens' in token && token.tokens) || []

/** Adds the link definitions in and below a block; of two with one label the first counts. */
function addDefinitions(links: Links, token: Token): void {
  if (token.type === 'def') links[token.tag] ??= { href: token.href, title: token.title }
  for (const below of nested(token)) addDefinitions(links, below)
}

const isSame = (one: Links, other: Links) => {
  const labels = Object.keys(one)
  return (
    labels.length === Object.keys(other).length &&
    labels.every(
      (label) => one[label]?.href === other[label]?.href && one[label]?.title === other[label]?.title,
    )
  )
}

/**
 * Splits a growing Markdown text into its top-level blocks. What was split before stays the same object; only the last
 * blocks are read again, so a long text costs no more per piece than a short one.
 */
export class BlockSplitter {
  #text = ''
  #closed: Token[] = []
  /** Where in the text the closed blocks end. */
  #closedLength = 0
  #closedLinks: Links = {}
  #result: Blocks = { blocks: [], links: {} }

  /** The blocks of a text. One that does not continue the former text is split from its start. */
  split(given: string): Blocks {
    const text = given.replace(/\r\n?/gu, '\n')
    if (text === this.#text) return this.#result
    if (!text.startsWith(this.#text)) this.#reset()
    this.#text = text
    const tokens = lexBlocks(text.slice(this.#closedLength))
    const blocks = [...this.#closed, ...tokens].filter(({ type }) => type !== 'space')
    const links = { ...this.#closedLinks }
    for (const token of tokens) addDefinitions(links, token)
    // The same object as long as no definition comes: whoever shows the closed blocks need not look again.
    this.#result = { blocks, links: isSame(links, this.#result.links) ? this.#result.links : links }
    this.#close(tokens)
    return this.#result
  }

  #reset(): void {
    this.#closed = []
    this.#closedLength = 0
    this.#closedLinks = {}
  }

  #close(tokens: readonly Token[]): void {
    let open = 0
    const first = tokens.findLastIndex(({ type }) => type !== 'space' && ++open === OPEN_BLOCKS)
    for (const token of tokens.slice(0, Math.max(0, first))) {
      this.#closed.push(token)
      this.#closedLength += token.raw.length
      addDefinitions(this.#closedLinks, token)
    }
  }
}

/** The blocks of a whole text. */
export const splitBlocks = (text: string): Blocks => new BlockSplitter().split(text)
