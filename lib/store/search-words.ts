/**
 * The words of a text as both stores keep and look them up. Folding follows what FTS5's unicode61 does with
 * `remove_diacritics` (https://sqlite.org/fts5.html#unicode61_tokenizer) and is done here, so that the two
 * stores cannot differ.
 */

/** Accents, the enclosing signs and the variation selectors of emoji. Vowel signs of Indic scripts are no accents. */
const accents = /[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE00-\uFE0F\uFE20-\uFE2F]/gu

/** Scripts that are written without spaces: a run of them is no word, so its pairs of characters are. */
const unspaced =
  '[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}]'
/**
 * Each is a word of its own, and so is each part of one that is joined of several; the tone of a skin is left out, as an
 * accent is. A flag is written as the two letters of its country.
 */
const emoji = '\\p{Regional_Indicator}{2}|\\p{Extended_Pictographic}'
const run = new RegExp(
  `(?<unspaced>(?:(?=[\\p{L}\\p{N}\\p{M}])${unspaced})+)|(?:(?!${unspaced})[\\p{L}\\p{N}]\\p{M}*)+|${emoji}`,
  'gu',
)

const WORD_UNITS = 64
/** More words than a person types; each costs a look-up per chat. */
const QUERY_WORDS = 32

function fold(text: string): string {
  // Upper case first: it is what makes ß and ss, ſ and s one. Sigma alone has two lower-case forms.
  const lower = text.normalize('NFKD').toUpperCase().toLowerCase().replaceAll('ς', 'σ')
  return lower.replace(accents, '').normalize('NFC')
}

/** Cutting is harmless: what is looked up is cut alike, and matched from its beginning. */
const cut = (word: string) =>
  word.length <= WORD_UNITS ? word : word.slice(0, WORD_UNITS).replace(/[\uD800-\uDBFF]$/u, '')

function* pairs(characters: string[]): Generator<string> {
  for (let at = 0; at + 1 < characters.length; at++) yield `${characters[at]}${characters[at + 1]}`
}

function collect(text: string, ofUnspacedRun: (characters: string[]) => Iterable<string>): Set<string> {
  const words = new Set<string>()
  // Most text is ASCII, where folding is lower-casing.
  if (/^[\0-\x7F]*$/u.test(text)) {
    for (const word of text.toLowerCase().match(/[a-z0-9]+/gu) ?? []) words.add(cut(word))
    return words
  }
  for (const match of fold(text).matchAll(run)) {
    if (match.groups?.unspaced) for (const part of ofUnspacedRun([...match[0]])) words.add(part)
    else words.add(cut(match[0]))
  }
  return words
}

/** Every word by which a text can be found, once each, folded. None holds a space, a quote or other ASCII signs. */
export function searchWords(text: string): string[] {
  // The last character of a run stands alone too, or a query of that one character would miss it.
  const withLast = (characters: string[]) => [...pairs(characters), ...characters.slice(-1)]
  return [...collect(text.toWellFormed(), withLast)]
}

/**
 * The words that a chat must hold, folded, each to be matched from its beginning; longest first, since these are
 * mostly the rarest. What another word implies is left out; of very many, the first 32 count.
 */
export function queryWords(query: string): string[] {
  const inPairs = (characters: string[]) => (characters.length > 1 ? pairs(characters) : characters)
  const words = [...collect(query.toWellFormed(), inPairs)].slice(0, QUERY_WORDS)
  const needed = words.filter((word) => !words.some((other) => other !== word && other.startsWith(word)))
  return needed.sort((one, other) => other.length - one.length)
}
