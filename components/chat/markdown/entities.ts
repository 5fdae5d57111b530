/** The character references that models write; the others stay as they are written. */
const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  times: '×',
  rarr: '→',
  larr: '←',
  deg: '°',
  middot: '·',
}

const LAST_CODE_POINT = 0x10ffff

function character(code: number, written: string): string {
  const isSurrogate = code >= 0xd800 && code <= 0xdfff
  return code > 0 && code <= LAST_CODE_POINT && !isSurrogate ? String.fromCodePoint(code) : written
}

/** A text with its character references resolved. */
export const decodeEntities = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-z]{2,6}));/gu,
    (written, decimal?: string, hexadecimal?: string, name?: string) => {
      if (name) return (Object.hasOwn(named, name) ? named[name] : undefined) ?? written
      return character(decimal ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16), written)
    },
  )
