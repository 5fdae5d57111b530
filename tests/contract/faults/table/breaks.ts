import type { ProviderName } from '../../../../lib/domain/receipt.ts'
import {
  breaks,
  type Entry,
  everywhere,
  type Failure,
  fails,
  insteadOfReply,
  KEPT_WORDS,
  notPlayed,
  play,
  type Sees,
  striking,
  WORDS,
} from './cell.ts'

/** One failure before the first part and after some, where only the moment differs. */
const atBoth = (label: string, failure: Failure) =>
  striking(
    `${label} N`,
    play(`${label} 0`, failure),
    play(`${label} ${KEPT_WORDS}`, { ...failure, keeps: KEPT_WORDS }),
  )

const malformed = fails('upstream_malformed', 200)
const firstPart = (status: number | null) => fails('upstream_timeout', status, { waits: 'firstPartMs' })

/** What each provider's usual error inside a 200 stands for. */
const inside: Record<ProviderName, Failure> = {
  huggingface: fails('upstream_overloaded', 200),
  cloudflare: fails('upstream_overloaded', 200),
  openrouter: fails('upstream_rate_limited', 200),
  ollama: fails('upstream_unavailable', 200),
}
const later = (sees: Record<ProviderName, Failure>): Record<ProviderName, Sees> => ({
  huggingface: { ...sees.huggingface, keeps: KEPT_WORDS },
  cloudflare: { ...sees.cloudflare, keeps: KEPT_WORDS },
  openrouter: { ...sees.openrouter, keeps: KEPT_WORDS },
  ollama: { ...sees.ollama, keeps: KEPT_WORDS },
})

/** An error in a shape that one provider has beside its usual one. */
function otherShape(shape: string, provider: ProviderName): Entry {
  const others = everywhere(notPlayed('Another provider’s shape.'))
  const before = { ...others, [provider]: inside[provider] }
  const after = { ...others, [provider]: later(inside)[provider] }
  return striking(
    `error-after N ${shape}`,
    play(`error-after 0 ${shape}`, before),
    play(`error-after ${KEPT_WORDS} ${shape}`, after),
  )
}

const hasNoFilter = notPlayed('Ollama has no content filter: it just stops, which is no fault.')

/** What goes wrong with a connection, a status line or a stream. */
export const breakages: readonly Entry[] = [
  insteadOfReply('html-200', malformed),
  insteadOfReply('empty-200', malformed),
  insteadOfReply('json-200', fails('upstream_overloaded', 200)),
  insteadOfReply('empty-reply', malformed),
  insteadOfReply('error-first-frame', inside),
  striking('error-after N', play('error-after 0', inside), play(`error-after ${KEPT_WORDS}`, later(inside))),
  otherShape('string', 'huggingface'),
  otherShape('object', 'cloudflare'),
  otherShape('bare', 'openrouter'),
  otherShape('string-code', 'openrouter'),
  atBoth('cut-after', malformed),
  atBoth('malformed-after', malformed),
  // Bytes of an answer were there, so it is not asked once more: it may have been billed.
  atBoth('reset-after', fails('upstream_unavailable', 200)),
  insteadOfReply('reset-before', fails('upstream_unavailable', null, { tries: 2 })),
  insteadOfReply('silence-before', firstPart(null)),
  insteadOfReply('silence-after-headers', firstPart(200)),
  striking(
    'silence-after N',
    play('silence-after 0', firstPart(200)),
    play(`silence-after ${KEPT_WORDS}`, breaks('upstream_timeout', { waits: 'idleMs' })),
  ),
  insteadOfReply('keep-alive-only 20', firstPart(200)),
  insteadOfReply('slow-headers 60000', firstPart(null)),
  striking(
    'endless',
    notPlayed('It is endless by its parts; an endless stream without any is keep-alive-only.'),
    play('endless', breaks('upstream_timeout', { keeps: 'more', waits: 'totalMs' })),
  ),
  striking(
    'huge-frame 9',
    play(['empty-reply', 'huge-frame 9'], malformed),
    play('huge-frame 9', breaks('upstream_malformed', { keeps: 1 })),
  ),
  striking(
    'no-done',
    notPlayed('It leaves out what comes last.'),
    play('no-done', {
      ...everywhere(notPlayed('The finish reason was there, so the reply is whole (see below).')),
      ollama: breaks('upstream_malformed', { keeps: WORDS }),
    }),
  ),
  striking(
    'content-filter',
    play(['empty-reply', 'content-filter'], {
      ...everywhere(fails('upstream_rejected', 200, { final: true })),
      ollama: hasNoFilter,
    }),
    notPlayed('What was written stands and the finish reason tells it: no failure (see below).'),
  ),
  striking(
    'finish-length 0',
    play('finish-length 0', malformed),
    notPlayed('A reply that was cut by its budget is no failure (see below).'),
  ),
]
