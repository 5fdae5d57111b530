const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u
const anyLetter = /\p{L}/u

/** Which way a text runs by its first letter, as `dir="auto"` would find; null while it has none. */
export function textDirection(text: string): 'ltr' | 'rtl' | null {
  const letter = anyLetter.exec(text)?.[0]
  if (letter === undefined) return null
  return rightToLeft.test(letter) ? 'rtl' : 'ltr'
}
