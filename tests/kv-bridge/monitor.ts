import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/** A command that redis did, by a client or, `inScript`, on behalf of one. */
export type SeenCommand = { inScript: boolean; words: string[] }

/** Reads a word of MONITOR's output, whose escapes are those of C strings. */
const unquote = (quoted: string): string =>
  quoted.slice(1, -1).replace(/\\(?:x([0-9a-f]{2})|(.))/gu, (_, hex: string | undefined, sign: string) => {
    if (hex) return String.fromCharCode(Number.parseInt(hex, 16))
    return { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' }[sign] ?? sign
  })

function readLine(line: string): SeenCommand | null {
  const [, client, words] = /^\+[\d.]+ \[\d+ ([^\]]+)\] (.*)$/su.exec(line) ?? []
  if (!client || !words) return null
  const quoted = words.match(/"(?:[^"\\]|\\.)*"/gu) ?? []
  return { inScript: client === 'lua', words: quoted.map(unquote) }
}

/** Gathers every command that a redis-server does from now on; non-ASCII characters come as their bytes. */
export async function monitorRedis(socketPath: string): Promise<{ seen: SeenCommand[]; stop(): void }> {
  const socket = connect({ path: socketPath })
  const seen: SeenCommand[] = []
  const lines = createInterface({ input: socket })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    lines.once('line', () => resolve())
    socket.write('MONITOR\r\n')
  })
  lines.on('line', (line) => {
    const command = readLine(line)
    if (command) seen.push(command)
  })
  return { seen, stop: () => socket.destroy() }
}
