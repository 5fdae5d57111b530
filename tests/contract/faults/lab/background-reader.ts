import { parseUiStream, type UiStreamEvent } from '../../../support/ui-stream.ts'
import type { Turn } from './lab.ts'

/** The response, once it has begun. */
export function watch(turn: Turn) {
  const seen: { response: Response | null } = { response: null }
  void turn.response.then((response) => {
    seen.response = response
  })
  return seen
}

/** Reads a response in the background, for as long as it takes. */
export function collect(response: Response) {
  const events: UiStreamEvent[] = []
  const ended = (async () => {
    for await (const event of parseUiStream(response)) events.push(event)
  })()
  const types = () => events.map((event) => (event.kind === 'part' ? event.part.type : event.kind))
  const part = (type: string) =>
    events.flatMap((event) => (event.kind === 'part' && event.part.type === type ? [event.part] : []))
  return { types, part, ended }
}
