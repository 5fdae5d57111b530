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

/** A text whose lines end in a line feed alone, as Markdown is read. */
export const withLineFeeds = (text: string): string =>
  text.includes('\r') ? text.replace(/\r\n?/gu, '\n') : text

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
    const text = withLineFeeds(given)
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

  /** How much of the text has been split, in characters of the text with line feeds. */
  get length(): number {
    return this.#text.length
  }

  /**
   * A splitter of its own that knows already of a text what was split of it here: of one that goes on all of it, of one that
   * ends sooner the blocks that stand well before its end. Of another text it knows nothing.
   */
  takenOverFor(given: string): BlockSplitter {
    const text = withLineFeeds(given)
    const next = new BlockSplitter()
    if (text.startsWith(this.#text)) {
      next.#text = this.#text
      next.#closed = [...this.#closed]
      next.#closedLength = this.#closedLength
      next.#closedLinks = { ...this.#closedLinks }
      next.#result = this.#result
    } else if (this.#text.startsWith(text)) {
      const within: Token[] = []
      let length = 0
      for (const token of this.#closed) {
        length += token.raw.length
        if (length > text.length) break
        within.push(token)
      }
      next.#close(within)
      next.#text = text.slice(0, next.#closedLength)
    }
    return next
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
