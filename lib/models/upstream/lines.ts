/** A frame that is longer than this is no reply of a model; it is a fault, so that memory stays bounded. */
export const MOST_FRAME_CHARACTERS = 8 * 1024 * 1024

/** A line or event grew over MOST_FRAME_CHARACTERS. */
export class FrameTooLong extends Error {
  override readonly name = 'FrameTooLong'
}

/**
 * Cuts text that comes in pieces into lines, ended by LF, CRLF or CR alike (WHATWG HTML, 9.2.5), wherever the
 * pieces were cut. A line that comes in many pieces is looked through once.
 */
export class Lines {
  #rest = ''
  #endedWithCr = false

  /** @throws FrameTooLong */
  push(piece: string, onLine: (line: string) => void): void {
    if (piece === '') return
    let text = this.#endedWithCr && piece.startsWith('\n') ? piece.slice(1) : piece
    this.#endedWithCr = piece.endsWith('\r')
    if (text.includes('\r')) text = text.replace(/\r\n?/gu, '\n')
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = this.#rest + text.slice(start, end)
      this.#rest = ''
      start = end + 1
      onLine(line)
    }
    this.#rest += start === 0 ? text : text.slice(start)
    if (this.#rest.length > MOST_FRAME_CHARACTERS) throw new FrameTooLong()
  }

  /** What stands behind the last line end. */
  end(): string {
    const rest = this.#rest
    this.#rest = ''
    return rest
  }
}
