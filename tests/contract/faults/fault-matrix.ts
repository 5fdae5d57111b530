import { type ProviderName, providerNames } from '../../../lib/domain/receipt.ts'
import type { Entry, Failure, Moment, Sees } from './table/cell.ts'
import { faultTable, retryable, seenAt } from './table/table.ts'

const labels: Record<ProviderName, string> = {
  cloudflare: 'Cloudflare',
  huggingface: 'Hugging Face',
  openrouter: 'OpenRouter',
  ollama: 'Ollama',
}

/** One thing when all providers agree on it, else each with those that do. */
function together(tell: (provider: ProviderName) => string | null): string {
  const groups = new Map<string, ProviderName[]>()
  for (const provider of providerNames) {
    const told = tell(provider)
    if (told !== null) groups.set(told, [...(groups.get(told) ?? []), provider])
  }
  const largestFirst = [...groups].sort(([, one], [, other]) => other.length - one.length)
  if (largestFirst.length === 1 && largestFirst[0]) return largestFirst[0][0]
  return largestFirst
    .map(([told, names]) => `${names.map((name) => labels[name]).join(', ')}: ${told}`)
    .join('<br>')
}

const waitOf = ({ retryAfter }: Failure) => {
  if (retryAfter === undefined) return ''
  return retryAfter === 'midnight' ? ', `Retry-After` until 00:00 UTC' : `, \`Retry-After: ${retryAfter}\``
}

/** Why something is not played, each told once below. */
class Footnotes {
  readonly #notes: string[] = []

  mark(note: string): string {
    if (!this.#notes.includes(note)) this.#notes.push(note)
    return `–<sup>${this.#notes.indexOf(note) + 1}</sup>`
  }

  text = () => this.#notes.map((note, index) => `${index + 1}. ${note}`).join('\n')
}

function seenText(sees: Sees, notes: Footnotes): string {
  if (sees.kind === 'not-played') return notes.mark(sees.why)
  if (sees.kind === 'failure')
    return sees.keeps === 0 ? `500 \`${sees.code}\`${waitOf(sees)}` : `\`error\` part \`${sees.code}\``
  const told = [
    sees.thinks === null ? 'the whole reply' : 'its thoughts, and no text',
    sees.finishReason === 'stop' ? null : `finishReason \`${sees.finishReason}\``,
    sees.estimated ? 'usage is estimated' : null,
  ]
  return told.filter((fact) => fact !== null).join(', ')
}

function failuresOf(entry: Entry, provider: ProviderName): Failure[] {
  const seen = (['before', 'after'] as const).map((moment) => seenAt(entry, moment, provider))
  return seen.flatMap((sees) => (sees.kind === 'failure' ? [sees] : []))
}

function retryableText(entry: Entry, provider: ProviderName): string | null {
  const [failure] = failuresOf(entry, provider)
  return failure ? (retryable[failure.code] ? 'yes' : 'no') : null
}

function failoverText(entry: Entry, provider: ProviderName): string | null {
  const failures = failuresOf(entry, provider)
  const before = failures.find(({ keeps }) => keeps === 0)
  if (failures.length === 0) return null
  if (!before) return 'no'
  if (before.final) return 'no: content was refused'
  return before.tries === 2 ? 'yes, after one more try' : 'yes'
}

const row = (...cells: string[]) => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly string[]) =>
  [row(...head), row(...head.map(() => '---')), ...rows].join('\n')
const isHarmless = ({ plays }: Entry) => 'faults' in plays.whole

/** docs/fault-matrix.md, made of the table that the tests of this folder play. */
export function faultMatrix(): string {
  const notes = new Footnotes()
  const seenRow = (entry: Entry, moment: Moment) =>
    together((provider) => seenText(seenAt(entry, moment, provider), notes))
  const faulty = faultTable
    .filter((entry) => !isHarmless(entry))
    .map((entry) =>
      row(
        `\`${entry.label}\``,
        seenRow(entry, 'before'),
        seenRow(entry, 'after'),
        together((provider) => retryableText(entry, provider)),
        together((provider) => failoverText(entry, provider)),
      ),
    )
  const odd = faultTable.filter(isHarmless).map((entry) => row(`\`${entry.label}\``, seenRow(entry, 'whole')))
  return `# What becomes of a fault

Made by \`node tests/contract/faults/write-fault-matrix.ts\` from the table that \`tests/contract/faults\` plays at every
provider; a unit test keeps it up to date. In the demo each line can be looked at: send \`/fault\` and what stands in the
first column (a number for N), and \`/help\` for what each fault is.

**Before the first part** the response is a 500 with the code in its body, an empty reply stands in the chat as
\`failed\`, and the receipt lists every attempt. If the first part is not there after 10 s the response has begun, and the
same body comes as an \`error\` part. **After N parts** the status is 200: the words that came are kept, an \`error\` part
follows with the same body, then \`finish\` with finishReason \`error\` and \`[DONE]\`; the chat keeps them as \`failed\`.
**Failover** is what the router does before the first part where the model has another route; after it, it never does.

${table(['Fault', 'Before the first part', 'After N parts', 'Retryable', 'Failover'], faulty)}

## What nobody sees

${table(['Oddity', 'What the caller gets'], odd)}

## What is not played

${notes.text()}
`
}
