import type { UIMessageChunk } from 'ai'

/** One event of a reply's stream, with its `id:` line where it has one. `done` is the closing `[DONE]`. */
export type UiStreamEvent =
  | { kind: 'part'; id: string | null; part: UIMessageChunk }
  | { kind: 'comment'; text: string }
  | { kind: 'done'; id: string | null }

function toEvent(block: string): UiStreamEvent | null {
  const data: string[] = []
  let id: string | null = null
  for (const line of block.split('\n')) {
    if (line.startsWith(':')) return { kind: 'comment', text: line.slice(1).trim() }
    const [, field, value] = /^([^:]*): ?(.*)$/u.exec(line) ?? [line, line, '']
    if (field === 'data') data.push(value ?? '')
    else if (field === 'id') id = value ?? ''
    else throw new Error(`Not a line of an event stream of ours: ${JSON.stringify(line)}`)
  }
  if (data.length === 0) return null
  const text = data.join('\n')
  // The cast stands beside the parse: a test looks at the fields that it asserts.
  return text === '[DONE]'
    ? { kind: 'done', id }
    : { kind: 'part', id, part: JSON.parse(text) as UIMessageChunk }
}

/**
 * The events of a streamed reply as they arrive.
 * @throws Error at a line that does not belong into our streams, or when the body ends within an event.
 */
export async function* parseUiStream(response: Response): AsyncGenerator<UiStreamEvent> {
  if (response.body === null) return
  let buffered = ''
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    buffered += text
    for (let end = buffered.indexOf('\n\n'); end >= 0; end = buffered.indexOf('\n\n')) {
      const event = toEvent(buffered.slice(0, end))
      buffered = buffered.slice(end + 2)
      if (event) yield event
    }
  }
  if (buffered.trim() !== '') throw new Error(`The stream ended within an event: ${JSON.stringify(buffered)}`)
}

/** A whole streamed reply. */
export type StreamedReply = {
  readonly events: UiStreamEvent[]
  readonly parts: UIMessageChunk[]
  readonly text: string
  readonly reasoning: string
  /** Whether `[DONE]` came, as the last event. */
  readonly done: boolean
}

/** Reads a streamed reply to its end. */
export async function readReply(response: Response): Promise<StreamedReply> {
  const events: UiStreamEvent[] = []
  for await (const event of parseUiStream(response)) events.push(event)
  const parts = events.flatMap((event) => (event.kind === 'part' ? [event.part] : []))
  const deltas = (type: 'text-delta' | 'reasoning-delta') =>
    parts.map((part) => (part.type === type ? part.delta : '')).join('')
  return {
    events,
    parts,
    text: deltas('text-delta'),
    reasoning: deltas('reasoning-delta'),
    done: events.at(-1)?.kind === 'done',
  }
}
