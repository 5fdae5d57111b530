import type { Client } from '../../../support/client.ts'
import { parseUiStream, type UiStreamEvent } from '../../../support/ui-stream.ts'

/** What a reader has of a stream until now; it goes on by itself. */
export type Reading = {
  readonly events: UiStreamEvent[]
  /** UTF-16 units of text read until now. */
  readonly textLength: number
  /** Resolves with all events when the stream has ended; rejects when it broke off. */
  readonly ended: Promise<UiStreamEvent[]>
  leave(): void
}

/** Reads a stream in the background. */
export function readAlong(response: Response, leaving = new AbortController()): Reading {
  const events: UiStreamEvent[] = []
  let textLength = 0
  const read = async () => {
    for await (const event of parseUiStream(response)) {
      events.push(event)
      if (event.kind === 'part' && event.part.type === 'text-delta') textLength += event.part.delta.length
    }
    return events
  }
  const ended = read()
  // Whoever waits for the end hears of it; who does not has left.
  ended.catch(() => undefined)
  return {
    events,
    get textLength() {
      return textLength
    },
    ended,
    leave: () => leaving.abort(),
  }
}

/** Posts a turn and reads its stream in the background. */
export async function ask(
  client: Client,
  model: string,
  turn: Parameters<Client['postChat']>[1],
): Promise<Reading & { response: Response }> {
  const leaving = new AbortController()
  const response = await client.postChat(model, { signal: leaving.signal, ...turn })
  if (response.status !== 200)
    throw new Error(`The turn was answered ${response.status}: ${await response.text()}`)
  return Object.assign(readAlong(response, leaving), { response })
}

/** Takes a running reply up, from behind an event where one is named. */
export async function resume(
  client: Client,
  chatId: number,
  query: Record<string, string> = {},
): Promise<Reading & { response: Response }> {
  const leaving = new AbortController()
  const path = `/api/chats/${chatId}/stream?${new URLSearchParams(query)}`
  const response = await client.fetch(path, { signal: leaving.signal })
  if (response.status !== 200)
    throw new Error(`${path} was answered ${response.status}: ${await response.text()}`)
  return Object.assign(readAlong(response, leaving), { response })
}

/** Asks for a reply to be stopped. */
export async function stop(client: Client, chatId: number, generationId?: string): Promise<void> {
  const query = generationId ? `?generation_id=${generationId}` : ''
  const { status } = await client.fetch(`/api/chats/${chatId}/stream${query}`, { method: 'DELETE' })
  if (status !== 204) throw new Error(`The stop was answered ${status}`)
}

/** What a reader has read: its parts in order, deltas of one run joined, without what nobody keeps. */
export function meaning(events: readonly UiStreamEvent[]): string[] {
  const seen: string[] = []
  let run = ''
  for (const event of events) {
    if (event.kind === 'comment') continue
    if (event.kind === 'done') {
      seen.push('[DONE]')
      continue
    }
    const { part } = event
    if (part.type === 'data-status') continue
    if (part.type === 'text-delta' || part.type === 'reasoning-delta') {
      const label = `${part.type} ${part.id} `
      if (run === label) seen.push(`${seen.pop()}${part.delta}`)
      else seen.push(label + part.delta)
      run = label
    } else {
      seen.push(JSON.stringify(part))
      run = ''
    }
  }
  return seen
}

const deltas = (type: 'text-delta' | 'reasoning-delta') => (events: readonly UiStreamEvent[]) =>
  events.map((event) => (event.kind === 'part' && event.part.type === type ? event.part.delta : '')).join('')

/** The text of what was read. */
export const textOf = deltas('text-delta')
/** The reasoning of what was read. */
export const reasoningOf = deltas('reasoning-delta')

/** The types of the parts behind the last delta, and `[DONE]`. */
export function endOf(events: readonly UiStreamEvent[]): string[] {
  const types = events.flatMap((event) =>
    event.kind === 'comment' ? [] : [event.kind === 'done' ? '[DONE]' : event.part.type],
  )
  return types.slice(types.findLastIndex((type) => type.endsWith('-delta')) + 1)
}

/** The ids of all events that have one. */
export const idsOf = (events: readonly UiStreamEvent[]): string[] =>
  events.flatMap((event) => (event.kind !== 'comment' && event.id !== null ? [event.id] : []))
