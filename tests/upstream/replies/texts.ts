/** Texts of a known length; the same request always gives the same text. */

const names =
  'amber birch cedar delta ember fjord grove heron inlet jetty kelp lagoon maple north otter pine'.split(' ')

/** `count` different words with one space between them, such as `amber-1 birch-2`. */
export const sayText = (count: number): string =>
  Array.from({ length: count }, (_, index) => `${names[index % names.length]}-${index + 1}`).join(' ')

/** `count` words that all carry the mark, such as `red-1 red-2`. */
export const markText = (mark: string, count: number): string =>
  Array.from({ length: count }, (_, index) => `${mark}-${index + 1}`).join(' ')

/** `count` pieces of a token each: `t1`, ` t2`, … */
export const tokenPieces = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => (index === 0 ? 't1' : ` t${index + 1}`))

const sections = [
  (number: number) =>
    `## Section ${number}\n\nA paragraph with **bold**, *italic* and \`code\`, long enough to wrap on a narrow screen and to show how a reply grows while it is read. Grüße, naïve café, 東京.\n\n`,
  (number: number) =>
    `### Points of section ${number}\n\n- the first point of ${number}\n- the second, with [a link](https://example.com/${number})\n  1. nested one\n  2. nested two\n\n`,
  (number: number) =>
    `\`\`\`ts\n// example ${number}\nexport const square = (value: number) => value * value\nconsole.log(square(${number}))\n\`\`\`\n\n`,
  (number: number) =>
    `| name | value |\n| --- | ---: |\n| row ${number} | ${number * 7} |\n| total | ${number * 49} |\n\n`,
  (number: number) => `> A quotation, number ${number}.\n> It has two lines.\n\n`,
]

/** Markdown of exactly `characters` UTF-16 units: headings, lists, code, tables, quotations. */
export function longText(characters: number): string {
  const parts: string[] = []
  let length = 0
  for (let number = 1; length < characters; number += 1) {
    const part = sections[(number - 1) % sections.length]?.(number) ?? ''
    parts.push(part)
    length += part.length
  }
  return parts.join('').slice(0, characters)
}

const syllables =
  'lo rem ip sum do lor sit a met con sec te tur a di pi scing e lit sed do e ius mod tem por'.split(' ')

/** Three paragraphs of words that mean nothing. */
export function loremText(): string {
  let seed = 7
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % below
  }
  const word = () => Array.from({ length: 1 + next(3) }, () => syllables[next(syllables.length)]).join('')
  const sentence = () => {
    const words = Array.from({ length: 6 + next(8) }, word).join(' ')
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
  }
  return Array.from({ length: 3 }, () => Array.from({ length: 4 }, sentence).join(' ')).join('\n\n')
}
