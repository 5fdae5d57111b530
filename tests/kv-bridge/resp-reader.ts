/** What redis answers: an error is a value, since in a pipeline it stands among other answers. */
export type RedisReply = string | number | null | RedisError | RedisReply[] | { status: string }
export class RedisError extends Error {}

type Parsed = { reply: RedisReply; next: number }

/**
 * Cuts a byte stream into replies (RESP 2, https://redis.io/docs/latest/develop/reference/protocol-spec/).
 * Replies may arrive in any pieces, also cut inside a UTF-8 character.
 */
export class RespReader {
  #pending: Buffer[] = []
  #bytes = 0
  /** No reply can be complete before so many bytes are there: spares parsing a large one at each piece. */
  #needed = 1

  /** Takes a piece and gives the replies that it completes. */
  push(piece: Buffer): RedisReply[] {
    this.#pending.push(piece)
    this.#bytes += piece.length
    if (this.#bytes < this.#needed) return []
    const buffer = this.#pending.length === 1 ? piece : Buffer.concat(this.#pending)
    const replies: RedisReply[] = []
    let at = 0
    this.#needed = 1
    while (at < buffer.length) {
      const parsed = this.#parse(buffer, at)
      if (!parsed) break
      replies.push(parsed.reply)
      at = parsed.next
    }
    this.#needed = Math.max(this.#needed - at, 1)
    const rest = buffer.subarray(at)
    this.#pending = rest.length > 0 ? [rest] : []
    this.#bytes = rest.length
    return replies
  }

  #parse(buffer: Buffer, start: number): Parsed | null {
    const lineEnd = buffer.indexOf('\r\n', start)
    if (lineEnd < 0) return null
    const line = buffer.toString('utf8', start + 1, lineEnd)
    const next = lineEnd + 2
    switch (buffer[start]) {
      case 0x2b: // +
        return { reply: { status: line }, next }
      case 0x2d: // -
        return { reply: new RedisError(line), next }
      case 0x3a: // :
        return { reply: Number(line), next }
      case 0x24: // $
        return this.#parseString(buffer, Number(line), next)
      case 0x2a: // *
        return this.#parseArray(buffer, Number(line), next)
      default:
        throw new Error(`redis sent a reply of an unknown kind: ${buffer[start]}`)
    }
  }

  #parseString(buffer: Buffer, length: number, start: number): Parsed | null {
    if (length < 0) return { reply: null, next: start }
    const end = start + length
    if (buffer.length < end + 2) {
      this.#needed = end + 2
      return null
    }
    return { reply: buffer.toString('utf8', start, end), next: end + 2 }
  }

  #parseArray(buffer: Buffer, length: number, start: number): Parsed | null {
    if (length < 0) return { reply: null, next: start }
    const items: RedisReply[] = []
    let at = start
    for (let index = 0; index < length; index++) {
      const item = this.#parse(buffer, at)
      if (!item) return null
      items.push(item.reply)
      at = item.next
    }
    return { reply: items, next: at }
  }
}
