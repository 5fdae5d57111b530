import type { UpstreamErrorCode } from '../../../../lib/domain/errors.ts'
import type { FinishReason, ProviderName } from '../../../../lib/domain/receipt.ts'
import type { Timeouts } from '../../../../lib/models/provider.ts'

/** The words of the reply that every cell asks for, and how many of them come before a fault that strikes later. */
export const WORDS = 12
export const KEPT_WORDS = 5

/** What a caller sees of a fault: an error, with what was written before it. */
export type Failure = {
  kind: 'failure'
  code: UpstreamErrorCode
  /** The status that the upstream sent, as the attempt tells it. */
  status: number | null
  /** Seconds that the caller is told to wait; `midnight`: until the day is over in UTC. */
  retryAfter?: number | 'midnight'
  /** How many words are kept, 0 of a fault before the first part; `more`: all of them and whatever followed. */
  keeps: number | 'more'
  /** Requests that the route gets. */
  tries: 1 | 2
  /** No other route can cure it. */
  final: boolean
  /** The time-out that ends it. */
  waits?: keyof Timeouts
}

/** What a caller sees of an oddity that is harmless: a complete reply. */
export type WholeReply = {
  kind: 'whole'
  finishReason: FinishReason
  /** The reply's text, from the words that were asked for. */
  says: (words: readonly string[]) => string
  thinks: string | null
  /** The provider never told its usage. */
  estimated: boolean
}

/** A combination that is not played, and why. */
export type NotPlayed = { kind: 'not-played'; why: string }

export type Sees = Failure | WholeReply | NotPlayed

/** A fault at one moment: the demo upstream's faults that play it, and what comes of it at each provider. */
export type Play = { faults: readonly string[]; sees: Record<ProviderName, Sees> }

/** `whole`: the fault never keeps a reply from being whole. */
export const moments = ['before', 'after', 'whole'] as const
export type Moment = (typeof moments)[number]

/** One line of the matrix. */
export type Entry = {
  /** Its name in the demo upstream's table. */
  fault: string
  /** How a person writes it. */
  label: string
  plays: Record<Moment, Play | NotPlayed>
  /** Played to a model that thinks inside its text. */
  thinks: boolean
}

export const notPlayed = (why: string): NotPlayed => ({ kind: 'not-played', why })

/** A fault before the first part; `status` is the upstream's. */
export const fails = (
  code: UpstreamErrorCode,
  status: number | null,
  more: Partial<Failure> = {},
): Failure => ({ kind: 'failure', code, status, keeps: 0, tries: 1, final: false, ...more })

/** A fault after some parts, always inside a 200. */
export const breaks = (code: UpstreamErrorCode, more: Partial<Failure> = {}): Failure =>
  fails(code, 200, { keeps: KEPT_WORDS, ...more })

/** A reply that is whole. */
export const isWhole = (more: Partial<WholeReply> = {}): WholeReply => ({
  kind: 'whole',
  finishReason: 'stop',
  says: (words) => words.join(' '),
  thinks: null,
  estimated: false,
  ...more,
})

/** The same at every provider. */
export const everywhere = (sees: Sees): Record<ProviderName, Sees> => ({
  huggingface: sees,
  cloudflare: sees,
  openrouter: sees,
  ollama: sees,
})

const strikes = notPlayed('No reply is whole with it.')
const neverStrikes = notPlayed('It changes how a reply is written, not whether it comes.')
const comesFirst = notPlayed('It comes instead of a reply, so nothing stands before it.')

type Seen = Sees | Record<ProviderName, Sees>
const seen = (sees: Seen): Record<ProviderName, Sees> => ('kind' in sees ? everywhere(sees) : sees)
/** A play of some faults. */
export const play = (faults: string | readonly string[], sees: Seen): Play => ({
  faults: typeof faults === 'string' ? [faults] : faults,
  sees: seen(sees),
})

const nameOf = (label: string) => label.split(' ')[0] ?? label

/** A fault that comes instead of a reply. */
export const insteadOfReply = (written: string, sees: Seen, label = written): Entry => ({
  fault: nameOf(written),
  label,
  plays: { before: play(written, sees), after: comesFirst, whole: strikes },
  thinks: false,
})

/** A fault that may strike at either moment. */
export const striking = (label: string, before: Play | NotPlayed, after: Play | NotPlayed): Entry => ({
  fault: nameOf(label),
  label,
  plays: { before, after, whole: strikes },
  thinks: false,
})

/** An oddity that no caller sees. */
export const harmless = (written: string, sees: Seen = isWhole(), more: Partial<Entry> = {}): Entry => ({
  fault: nameOf(written),
  label: written,
  plays: { before: neverStrikes, after: neverStrikes, whole: play(written, sees) },
  thinks: false,
  ...more,
})
