import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'

/** The pieces of a text's bytes between cuts at any byte. */
export function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((one, other) => one - other)
  return [0, ...places]
    .map((from, index) => bytes.subarray(from, places[index] ?? bytes.length))
    .filter((piece) => piece.length > 0)
}

/** Writes pieces so that each travels alone where the network lets it. */
export async function writePieces(response: ServerResponse, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    response.write(piece)
    await setImmediate()
  }
}
