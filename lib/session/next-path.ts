/** Longer than any page of ours; what is longer was not made by us. */
const LONGEST_PATH_CHARACTERS = 2048
/** Only to parse against: a path that leaves this origin leaves ours. */
const anywhere = 'http://neptun.invalid'

const isControl = (character: string) =>
  character <= '\u001f' || (character >= '\u007f' && character <= '\u009f')
/** Browsers read `//host` and `/\host` as another site, and drop tabs and line breaks before they look. */
const isTricky = (path: string) =>
  path.startsWith('//') || path.includes('\\') || Array.from(path).some(isControl)

/** Some servers decode a path before they redirect to it, so what it is after decoding must be harmless as well. */
function isHarmlessDecoded(path: string): boolean {
  let text = path
  for (let rounds = 0; rounds < 4; rounds++) {
    if (isTricky(text)) return false
    try {
      const decoded = decodeURIComponent(text)
      if (decoded === text) return true
      text = decoded
    } catch {
      return false
    }
  }
  return false
}

/** The API is no place to land, and the sign pages would be a circle. */
const isPlaceToLand = (path: string) => !/^\/(?:api|sign-in|sign-up|_next)(?:\/|$)/u.test(path)

/** The page that `next` of the sign pages leads to: a path of our own pages with its query, or `/`. */
export function safeNextPath(value: unknown): string {
  if (typeof value !== 'string' || value.length > LONGEST_PATH_CHARACTERS) return '/'
  if (!value.startsWith('/') || isTricky(value) || !URL.canParse(value, anywhere)) return '/'
  const { origin, pathname, search, hash } = new URL(value, anywhere)
  if (origin !== anywhere || !isHarmlessDecoded(pathname) || !isPlaceToLand(pathname)) return '/'
  return `${pathname}${search}${hash}`
}
