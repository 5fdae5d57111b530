import type { ProviderPart } from './provider.ts'

/** How many characters at the end of a text may be the beginning of one of the marks. */
function mayBegin(text: string, marks: readonly string[]): number {
  const most = Math.max(...marks.map((mark) => mark.length)) - 1
  for (let length = Math.min(most, text.length); length > 0; length -= 1) {
    const end = text.slice(-length)
    if (marks.some((mark) => mark.startsWith(end))) return length
  }
  return 0
}

const firstOf = (text: string, marks: readonly string[]): number => {
  const found = marks.map((mark) => text.indexOf(mark)).filter((index) => index >= 0)
  return found.length > 0 ? Math.min(...found) : -1
}

/**
 * Ends a reply before the first of the marks in its text, for a provider that has no word for them; what may be the
 * beginning of one is held back until the next piece tells, or until the reply breaks off: then it comes before the
 * fault, unless nothing came before it, for such a reply begins anew elsewhere. Thoughts are not looked at. The upstream
 * request is closed at the mark, so its usage is not known.
 */
export async function* cutAtStop(
  parts: AsyncGenerator<ProviderPart>,
  stop: readonly string[],
): AsyncGenerator<ProviderPart> {
  let held = ''
  let begun = false
  try {
    for await (const part of parts) {
      if (part.type === 'text') {
        const text = held + part.text
        const at = firstOf(text, stop)
        if (at >= 0) {
          held = ''
          if (at > 0) yield { type: 'text', text: text.slice(0, at) }
          // Leaving the loop closes the upstream request.
          yield { type: 'finish', finishReason: 'stop', usage: null, costUsd: null }
          return
        }
        const keep = mayBegin(text, stop)
        held = keep > 0 ? text.slice(-keep) : ''
        const sure = keep > 0 ? text.slice(0, -keep) : text
        if (sure === '') continue
        begun = true
        yield { type: 'text', text: sure }
        continue
      }
      // What came before a thought or the end is given out before it.
      const before = held
      held = ''
      begun = true
      if (before !== '') yield { type: 'text', text: before }
      yield part
      if (part.type === 'finish') return
    }
  } catch (error) {
    if (begun && held !== '') yield { type: 'text', text: held }
    throw error
  }
}
