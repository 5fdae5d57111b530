/** Takes the payload out of a chunked response that comes in pieces. Text is latin1 here, a character for each byte. */
export class Dechunker {
  #rest = ''
  #inHeaders = true
  #left = 0

  push(piece: string): string {
    let text = this.#rest + piece
    this.#rest = ''
    if (this.#inHeaders) {
      const end = text.indexOf('\r\n\r\n')
      if (end < 0) {
        this.#rest = text
        return ''
      }
      this.#inHeaders = false
      text = text.slice(end + 4)
    }
    let payload = ''
    while (text !== '') {
      if (this.#left > 2) {
        const part = text.slice(0, this.#left - 2)
        payload += part
        this.#left -= part.length
        text = text.slice(part.length)
      } else if (this.#left > 0) {
        const part = text.slice(0, this.#left)
        this.#left -= part.length
        text = text.slice(part.length)
      } else {
        const end = text.indexOf('\r\n')
        if (end < 0) {
          this.#rest = text
          break
        }
        this.#left = Number.parseInt(text.slice(0, end), 16) + 2
        text = text.slice(end + 2)
      }
    }
    return payload
  }
}

const textInEvent = /"type":"text-delta".*"delta":("(?:[^"\\]|\\.)*")|"content":("(?:[^"\\]|\\.)*")/u

/** The reply's text in an event of a UI message stream or of OpenAI's; empty where it has none. */
export function textOfEvent(line: string): string {
  if (!line.startsWith('data: {')) return ''
  const [, delta, content] = textInEvent.exec(line) ?? []
  const json = delta ?? content
  return json === undefined ? '' : (JSON.parse(Buffer.from(json, 'latin1').toString()) as string)
}

/** Puts a streamed reply's text together as its bytes come in. */
export class ReplyText {
  readonly #dechunker = new Dechunker()
  #line = ''

  /** What of the text these bytes bring. */
  push(data: Buffer): string {
    const lines = (this.#line + this.#dechunker.push(data.toString('latin1'))).split('\n')
    this.#line = lines.pop() ?? ''
    let text = ''
    for (const line of lines) text += textOfEvent(line)
    return text
  }
}
