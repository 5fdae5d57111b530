const whole = new Intl.NumberFormat('en-US')
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })

/** A count, with its thousands apart. */
export const countWords = (count: number) => whole.format(count)
/** A number of turns. */
export const turnWords = (count: number) => `${whole.format(count)} ${count === 1 ? 'turn' : 'turns'}`
/** A count where there is little room. */
export const shortCountWords = (count: number) => short.format(count)

/** A cost with as many digits as it needs to be seen; null: nobody knows it. */
export function costWords(usd: number | null): string {
  if (usd === null) return 'unknown'
  if (usd === 0) return '$0'
  if (usd >= 1) return `$${whole.format(Number(usd.toFixed(2)))}`
  return `$${Number(usd.toPrecision(2)).toFixed(Math.min(9, 1 - Math.floor(Math.log10(usd))))}`
}

/** A time that was waited; null: nobody knows it. */
export function waitWords(ms: number | null): string {
  if (ms === null) return 'unknown'
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** A share of a whole in percent. */
export const shareWords = (part: number, all: number) =>
  all === 0 ? '0%' : `${((part / all) * 100).toFixed(part > 0 && part < all ? 1 : 0)}%`
