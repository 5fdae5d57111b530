import { vi } from 'vitest'
import { type ProviderName, providerNames } from '../../../../lib/domain/receipt.ts'
import { dialects } from '../../../upstream/dialects/index.ts'
import { isObject } from '../../../upstream/json.ts'

/** A word that stands in every sentence of an upstream's errors, as a person's own words might, and nowhere else. */
const CANARY = 'zanzibar'

/** What upstreams say that never leaves the wire: the canary, and the sentences that it is not planted in. */
const upstreamWords = [
  CANARY,
  'sign in to this network',
  'upstream connect error',
  '<html',
  '<title',
  'Bad Gateway',
]

/** Puts the canary behind every sentence, however deep; names and codes stay what they are. */
function withCanary(value: unknown): unknown {
  if (typeof value === 'string') return /\s/u.test(value) ? `${value} ${CANARY}` : value
  if (Array.isArray(value)) return value.map(withCanary)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withCanary(inner)]))
}

function plantIn(provider: ProviderName): void {
  const dialect = dialects[provider]
  const { refusal, errorFrames } = dialect
  vi.spyOn(dialect, 'refusal').mockImplementation((name, context) => {
    const refused = refusal(name, context)
    return { ...refused, body: withCanary(refused.body) }
  })
  vi.spyOn(dialect, 'errorFrames').mockImplementation((...given) =>
    errorFrames(...given).map((frame) =>
      frame.kind === 'error'
        ? { ...frame, payload: JSON.stringify(withCanary(JSON.parse(frame.payload))) }
        : frame,
    ),
  )
}

/** Plants the canary in the errors of all dialects, until the spies are restored. */
export function plantCanary(): void {
  for (const provider of providerNames) plantIn(provider)
}

/** What of an upstream's words stands in a text; empty when nothing leaked. */
export const leakedInto = (text: string): string[] => upstreamWords.filter((words) => text.includes(words))
